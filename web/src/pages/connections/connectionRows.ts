import type { Connection } from '../../api/types';
import { connectionRank } from '../../format/connectionState';

export const connectionSorts = ['state', 'name', 'driver', 'response', 'requests', 'bad'] as const;
export type ConnectionSort = (typeof connectionSorts)[number];

/** Connections whose name, driver, address, state or error has every word. */
export function filterConnections(all: readonly Connection[], search: string | undefined): readonly Connection[] {
  const words = (search ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return all;
  return all.filter((one) => {
    const text = `${one.name} ${one.driver} ${one.address} ${one.state} ${one.lastError?.what ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Without a wish, what needs a person comes first. */
export function sortConnections(all: readonly Connection[], sort: string | undefined, desc: boolean): readonly Connection[] {
  const byName = (a: Connection, b: Connection) => a.name.localeCompare(b.name, 'en', { numeric: true });
  const compare: Record<ConnectionSort, (a: Connection, b: Connection) => number> = {
    state: (a, b) => connectionRank(b.state) - connectionRank(a.state) || byName(a, b),
    name: byName,
    driver: (a, b) => a.driver.localeCompare(b.driver) || byName(a, b),
    response: (a, b) => (a.responseMs.p99 ?? -1) - (b.responseMs.p99 ?? -1),
    requests: (a, b) => a.requestsPerSecond - b.requestsPerSecond,
    bad: (a, b) => a.tags.bad - b.tags.bad,
  };
  const chosen = compare[(sort ?? 'state') as ConnectionSort] ?? compare.state;
  return all.toSorted((a, b) => (desc ? -1 : 1) * chosen(a, b));
}
