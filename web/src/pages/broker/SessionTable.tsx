import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { brokerSessionsQuery } from '../../api/queries';
import { formatCount } from '../../format/number';
import { Time } from '../../parts/Time';
import { SubscriptionList } from './SubscriptionList';
import { identityWords, lifeWords } from './answer';

/** Sessions, those of clients that are away as well: what waits for them is kept. A click shows what one subscribes. */
export function SessionTable() {
  const { data } = useQuery(brokerSessionsQuery);
  const [open, setOpen] = useState<string | null>(null);
  return (
    <section className="panel table-scroll broker-section">
      <div className="panel-head">
        <h2>Clients</h2>
        {data && (data.total ?? 0) > data.items.length ? <span className="muted">the first {formatCount(data.items.length)} of {formatCount(data.total ?? 0)}</span> : null}
      </div>
      {data && data.items.length === 0 ? (
        <p className="broker-none muted">Nobody is connected and no session is kept. Connect a client to an address above, with an account of this node or a trusted certificate.</p>
      ) : (
        <table className="table" data-testid="broker-sessions">
          <thead>
            <tr>
              <th>Client</th>
              <th>Who</th>
              <th>From</th>
              <th>MQTT</th>
              <th className="num">Subscriptions</th>
              <th className="num">Waiting</th>
              <th className="num">Under way</th>
              <th>Kept for</th>
            </tr>
          </thead>
          <tbody>
            {data?.items.map((one) => (
              <tr key={one.clientId}>
                <td className="mono">
                  <button type="button" className="broker-topic" aria-expanded={open === one.clientId} onClick={() => setOpen(open === one.clientId ? null : one.clientId)}>
                    {one.clientId}
                  </button>
                  {open === one.clientId ? <SubscriptionList client={one.clientId} /> : null}
                </td>
                <td>{identityWords(one.identity)}</td>
                <td className="mono">
                  {one.connected ? (
                    one.peer
                  ) : (
                    <span className="muted">
                      away since <Time at={one.disconnectedAt ?? ''} />
                    </span>
                  )}
                </td>
                <td>{one.version ?? ''}</td>
                <td className="num">{formatCount(one.subscriptions)}</td>
                <td className="num">{formatCount(one.queued)}</td>
                <td className="num">{formatCount(one.inFlight)}</td>
                <td>{one.expirySeconds === 0 ? <span className="muted">this connection</span> : one.expirySeconds === null ? 'ever' : lifeWords(one.expirySeconds)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
