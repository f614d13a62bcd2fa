import { queryOptions } from '@tanstack/react-query';
import type { SqlAbout } from '../pages/query/answer';
import { address, escapePath, get } from './http';
import type {
  Account,
  Asset,
  AuditPage,
  Broker,
  BrokerSession,
  BrokerSubscription,
  BrokerTopic,
  Certificates,
  Command,
  Configuration,
  Connection,
  ConnectionDetail,
  History,
  Ledger,
  Node,
  Page,
  PlantEvent,
  Published,
  TagDetail,
  User,
} from './types';

const second = 1000;

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => get<User>(address('/session'), signal),
  staleTime: 60 * second,
  retry: false,
});

export const nodeQuery = queryOptions({
  queryKey: ['node'],
  queryFn: ({ signal }) => get<Node>(address('/node'), signal),
  refetchInterval: 5 * second,
});

export const assetsQuery = queryOptions({
  queryKey: ['assets'],
  queryFn: async ({ signal }) => (await get<{ items: Asset[] }>(address('/assets'), signal)).items,
  refetchInterval: 5 * second,
});

export const tagQuery = (path: string) =>
  queryOptions({
    queryKey: ['tag', path],
    queryFn: ({ signal }) => get<TagDetail>(address(`/tags/${escapePath(path)}`), signal),
    refetchInterval: 5 * second,
  });

export const connectionsQuery = queryOptions({
  queryKey: ['connections'],
  queryFn: async ({ signal }) => (await get<{ items: Connection[] }>(address('/connections'), signal)).items,
  refetchInterval: 2 * second,
});

export const connectionQuery = (name: string) =>
  queryOptions({
    queryKey: ['connection', name],
    queryFn: ({ signal }) => get<ConnectionDetail>(address(`/connections/${encodeURIComponent(name)}`), signal),
    refetchInterval: 2 * second,
  });

export const ledgerQuery = queryOptions({
  queryKey: ['ledger'],
  queryFn: ({ signal }) => get<Ledger>(address('/ledger'), signal),
  refetchInterval: 5 * second,
});

export const brokerQuery = queryOptions({
  queryKey: ['broker'],
  queryFn: ({ signal }) => get<Broker>(address('/mqtt'), signal),
  refetchInterval: 2 * second,
});

export const brokerSessionsQuery = queryOptions({
  queryKey: ['broker', 'sessions'],
  queryFn: ({ signal }) => get<Page<BrokerSession>>(address('/mqtt/sessions', { limit: 200 }), signal),
  refetchInterval: 2 * second,
});

export const brokerSubscriptionsQuery = (client: string) =>
  queryOptions({
    queryKey: ['broker', 'subscriptions', client],
    queryFn: ({ signal }) => get<Page<BrokerSubscription>>(address('/mqtt/subscriptions', { search: client, limit: 200 }), signal),
    refetchInterval: 5 * second,
  });

export const brokerTopicsQuery = (filter: string) =>
  queryOptions({
    queryKey: ['broker', 'topics', filter],
    queryFn: ({ signal }) => get<Page<BrokerTopic>>(address('/mqtt/topics', { filter, limit: 200 }), signal),
    refetchInterval: 5 * second,
    placeholderData: (before) => before,
    retry: false,
  });

export const configurationQuery = queryOptions({
  queryKey: ['configuration'],
  queryFn: ({ signal }) => get<Configuration>(address('/configuration'), signal),
  refetchInterval: 10 * second,
});

export const usersQuery = queryOptions({
  queryKey: ['users'],
  queryFn: async ({ signal }) => {
    const answer = await get<{ items: Account[] } | Account[]>(address('/users'), signal);
    return Array.isArray(answer) ? answer : answer.items;
  },
});

export const certificatesQuery = queryOptions({
  queryKey: ['certificates'],
  queryFn: ({ signal }) => get<Certificates>(address('/certificates'), signal),
  refetchInterval: 5 * second,
});

export const publishedQuery = queryOptions({
  queryKey: ['published'],
  queryFn: ({ signal }) => get<Published>(address('/published'), signal),
  refetchInterval: 5 * second,
});

export const conditionsQuery = queryOptions({
  queryKey: ['conditions'],
  queryFn: ({ signal }) => get<Page<PlantEvent>>(address('/conditions', { limit: 1000 }), signal),
  refetchInterval: 5 * second,
});

/** A page of events, newest first, of the last day and back. */
export const eventsPage = (severity: number, after: string | number | null, signal?: AbortSignal) =>
  get<Page<PlantEvent>>(address('/events', { from: after === null ? 'now-1d' : 'now-520w', severity, limit: 100, after: after ?? undefined }), signal);

export const commandsQuery = queryOptions({
  queryKey: ['commands'],
  queryFn: async ({ signal }) => (await get<Page<Command>>(address('/commands'), signal)).items,
  staleTime: 10 * second,
});

export const sqlQuery = queryOptions({
  queryKey: ['sql'],
  queryFn: ({ signal }) => get<SqlAbout>(address('/sql'), signal),
  staleTime: 60 * second,
});

export const auditPage = (after: string | number | null, signal?: AbortSignal) =>
  get<AuditPage>(address('/audit', { limit: 100, after: after ?? undefined }), signal);

/** One request for all tags of a chart; `points` is the width in pixels. */
export const fetchHistory = (tags: readonly string[], from: string, to: string, points: number, signal?: AbortSignal) =>
  get<History>(address('/history', { tag: tags, from, to, points }), signal);
