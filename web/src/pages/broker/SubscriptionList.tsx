import { useQuery } from '@tanstack/react-query';
import { brokerSubscriptionsQuery } from '../../api/queries';
import { formatCount } from '../../format/number';

/** What one client subscribes. */
export function SubscriptionList({ client }: { client: string }) {
  const { data } = useQuery(brokerSubscriptionsQuery(client));
  const own = data?.items.filter((one) => one.clientId === client) ?? [];
  if (!data) return null;
  if (own.length === 0) return <span className="muted">subscribes nothing</span>;
  return (
    <ul className="broker-filters" data-testid="broker-filters">
      {own.map((one) => (
        <li key={one.filter} className="mono">
          {one.filter} <span className="muted">QoS {one.qos}</span>
        </li>
      ))}
      {(data.total ?? 0) > data.items.length ? <li className="muted">the first of {formatCount(data.total ?? 0)}</li> : null}
    </ul>
  );
}
