import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { publishedQuery } from '../../api/queries';
import { formatCount } from '../../format/number';
import { Shape } from '../../parts/Shape';
import { Time } from '../../parts/Time';

/** Who looks at the plant from outside, and whom it turned away; nothing while it is not published. */
export function PublishedPanel() {
  const { data } = useQuery(publishedQuery);
  const face = data?.opcUa;
  if (!face) return null;
  return (
    <section className="panel published" data-testid="published">
      <h2>
        Published over OPC UA {face.address ? <span className="mono muted">{face.address}</span> : null}
      </h2>
      {face.problem ? (
        <p role="alert">
          <Shape attention="medium" /> {face.problem}
        </p>
      ) : null}
      <p data-testid="published-figures">
        {formatCount(face.tags)} tags, {formatCount(face.sessions)} sessions, {formatCount(face.subscriptions)} subscriptions, {formatCount(face.items)} items,{' '}
        {formatCount(face.notifications)} notifications sent, {formatCount(face.refusals)} refusals
      </p>
      {face.recent.length > 0 ? (
        <table className="table published-table">
          <thead>
            <tr>
              <th>Refused</th>
              <th>Client</th>
              <th>Why</th>
              <th className="num">Times</th>
            </tr>
          </thead>
          <tbody>
            {face.recent.slice(0, 5).map((one) => (
              <tr key={`${one.peer} ${one.what}`} data-testid="published-refusal">
                <td className="muted">
                  <Time at={one.at} />
                </td>
                <td className="mono">{one.peer}</td>
                <td className="published-why">
                  {one.what}{' '}
                  {one.status.startsWith('BadCertificate') ? (
                    <Link to="/settings" search={{ tab: 'certificates' }}>
                      See the certificates
                    </Link>
                  ) : null}
                </td>
                <td className="num">{formatCount(one.count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </section>
  );
}
