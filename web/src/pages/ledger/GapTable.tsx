import { Link } from '@tanstack/react-router';
import type { Gap } from '../../api/types';
import { formatCount } from '../../format/number';
import { formatDuration } from '../../format/time';
import { useNow } from '../../live/clock';
import { Shape } from '../../parts/Shape';
import { Time } from '../../parts/Time';
import { causeWords } from './balance';

/** Times without data, each with its cause. */
export function GapTable({ gaps }: { gaps: readonly Gap[] }) {
  const now = useNow();
  if (gaps.length === 0) return <p className="panel-body muted">No gaps: data came without a break.</p>;
  return (
    <table className="table" data-testid="gap-table">
      <thead>
        <tr>
          <th>Gap of</th>
          <th>From</th>
          <th>To</th>
          <th className="num">Lasted</th>
          <th>Cause</th>
          <th className="num">Samples</th>
          <th>What happened</th>
        </tr>
      </thead>
      <tbody>
        {gaps
          .toSorted((a, b) => b.from.localeCompare(a.from))
          .map((gap) => (
            <tr key={gap.id}>
              <td>
                {gap.tag ? (
                  <Link to="/tags/$" params={{ _splat: gap.tag }}>
                    {gap.tag}
                  </Link>
                ) : (
                  <Link to="/connections/$name" params={{ name: gap.connection }}>
                    {gap.connection}
                  </Link>
                )}
              </td>
              <td className="muted">
                <Time at={gap.from} />
              </td>
              <td className="muted">
                {gap.to ? (
                  <Time at={gap.to} />
                ) : (
                  <span className="state-word">
                    <Shape attention="medium" />
                    still open
                  </span>
                )}
              </td>
              <td className="num">{formatDuration((gap.to ? Date.parse(gap.to) : now) - Date.parse(gap.from))}</td>
              <td>{causeWords(gap.cause)}</td>
              <td className="num muted">{gap.count === null ? '–' : formatCount(gap.count)}</td>
              <td>{gap.detail}</td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}
