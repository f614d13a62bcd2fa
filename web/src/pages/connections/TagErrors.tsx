import { Link } from '@tanstack/react-router';
import type { GatewayUnit, TagError } from '../../api/types';
import { formatCount, formatMs } from '../../format/number';
import { Shape } from '../../parts/Shape';
import { Since } from '../../parts/Time';

export function TagErrors({ errors }: { errors: readonly TagError[] }) {
  if (errors.length === 0) return <p className="panel-body muted">Every tag of this connection is read without an error.</p>;
  return (
    <table className="table" data-testid="tag-errors">
      <thead>
        <tr>
          <th>Tag</th>
          <th>Address</th>
          <th>Since</th>
          <th>What, and what to do</th>
          <th className="num">Count</th>
        </tr>
      </thead>
      <tbody>
        {errors.map((error) => (
          <tr key={error.tag}>
            <td>
              <Link to="/tags/$" params={{ _splat: error.tag }}>
                {error.tag}
              </Link>
            </td>
            <td className="muted num-text">{error.address}</td>
            <td className="muted">
              <Since at={error.since} />
            </td>
            <td>
              {error.what}
              <div className="remedy">{error.remedy}</div>
            </td>
            <td className="num">{formatCount(error.count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function Units({ units }: { units: readonly GatewayUnit[] }) {
  return (
    <section className="panel table-scroll" data-testid="gateway-units">
      <div className="panel-head">
        <h2>Units behind the gateway</h2>
      </div>
      <table className="table">
        <thead>
          <tr>
            <th>Unit</th>
            <th>State</th>
            <th className="num">p50 ms</th>
            <th className="num">p99 ms</th>
            <th>Silent for</th>
          </tr>
        </thead>
        <tbody>
          {units.map((unit) => (
            <tr key={unit.unit}>
              <td>{unit.unit}</td>
              <td>
                <span className="state-word">
                  <Shape attention={unit.silentSince ? 'medium' : 'none'} />
                  {unit.state}
                </span>
              </td>
              <td className="num">{formatMs(unit.p50)}</td>
              <td className="num">{formatMs(unit.p99)}</td>
              <td className="muted">{unit.silentSince ? <Since at={unit.silentSince} /> : '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
