import './connections.css';
import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { connectionsQuery } from '../../api/queries';
import { formatCount, formatMs, formatRate } from '../../format/number';
import { Icon } from '../../parts/icons';
import { Empty, Failure, SkeletonRows } from '../../parts/Message';
import { NumbersSpark } from '../../parts/Sparkline';
import { Since } from '../../parts/Time';
import { filterConnections, sortConnections, type ConnectionSort } from './connectionRows';
import { ConnectionStateWord } from './ConnectionStateWord';
import { PublishedPanel } from './PublishedPanel';

const columns: readonly { sort: ConnectionSort | null; word: string; right?: boolean; wide?: boolean }[] = [
  { sort: 'name', word: 'Connection' },
  { sort: 'state', word: 'State' },
  { sort: null, word: 'Since' },
  { sort: 'driver', word: 'Driver', wide: true },
  { sort: null, word: 'Address' },
  { sort: 'response', word: 'p50 / p99 ms', right: true },
  { sort: null, word: '', wide: true },
  { sort: 'requests', word: 'Requests/s', right: true, wide: true },
  { sort: null, word: 'Tags', right: true },
  { sort: 'bad', word: 'Bad', right: true },
  { sort: null, word: 'Last error' },
];

export function Connections() {
  const search = useSearch({ from: '/frame/connections' });
  const navigate = useNavigate({ from: '/connections' });
  const connections = useQuery(connectionsQuery);
  const rows = useMemo(
    () => sortConnections(filterConnections(connections.data ?? [], search.q), search.sort, search.desc ?? false),
    [connections.data, search],
  );
  const sortBy = (key: ConnectionSort) =>
    void navigate({ search: (before) => ({ ...before, sort: key, desc: (before.sort ?? 'state') === key ? !before.desc : false }), replace: true });

  return (
    <div className="page" data-testid="connections">
      <div className="page-head">
        <h1>Connections</h1>
        <TextInput
          value={search.q ?? ''}
          onChange={(event) => void navigate({ search: (before) => ({ ...before, q: event.currentTarget.value || undefined }), replace: true })}
          placeholder="Filter"
          aria-label="Filter the connections"
          leftSection={<Icon name="search" size={14} />}
          data-testid="connection-filter"
        />
        <span className="grow" />
        <Link to="/ledger">Ledger and gaps</Link>
      </div>
      <div className="panel table-scroll">
        {connections.isPending ? <SkeletonRows /> : null}
        {connections.isError && !connections.data ? <Failure what="The connections cannot be listed" error={connections.error} retry={() => void connections.refetch()} /> : null}
        {connections.data?.length === 0 ? (
          <Empty icon="connections" title="No connections yet" action={<Link to="/settings">See the configuration</Link>}>
            Here stands every device with its state, response time and errors. Describe one under “connections” in plant.yaml.
          </Empty>
        ) : null}
        {connections.data && connections.data.length > 0 ? (
          <table className="table">
            <thead>
              <tr>
                {columns.map((column, i) => (
                  <th key={i} className={`${column.right ? 'num' : ''} ${column.wide ? 'wide-only' : ''}`} aria-sort={column.sort && column.sort === (search.sort ?? 'state') ? (search.desc ? 'descending' : 'ascending') : undefined}>
                    {column.sort ? (
                      <button type="button" className="bare sort-button" aria-pressed={column.sort === (search.sort ?? 'state')} onClick={() => column.sort && sortBy(column.sort)}>
                        {column.word}
                      </button>
                    ) : (
                      column.word
                    )}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((one) => (
                <tr key={one.name} className="row-link" onClick={() => void navigate({ to: '/connections/$name', params: { name: one.name } })} data-testid="connection-row" data-connection={one.name}>
                  <td>
                    <Link to="/connections/$name" params={{ name: one.name }} className="tag-link connection-name">
                      {one.name}
                    </Link>
                  </td>
                  <td>
                    <ConnectionStateWord state={one.state} cause={one.cause} />
                  </td>
                  <td className="muted">
                    <Since at={one.since} />
                  </td>
                  <td className="muted num-text wide-only">{one.driver}</td>
                  <td className="muted num-text" title={one.driver}>{one.address}</td>
                  <td className="num">
                    {formatMs(one.responseMs.p50)} <span className="muted">/ {formatMs(one.responseMs.p99)}</span>
                  </td>
                  <td className="wide-only">
                    <NumbersSpark numbers={one.responseMs.spark} width={72} height={20} />
                  </td>
                  <td className="num wide-only">{formatRate(one.requestsPerSecond)}</td>
                  <td className="num">
                    {formatCount(one.tags.good)}
                    <span className="muted"> / {formatCount(one.tags.total)}</span>
                  </td>
                  <td className="num">{one.tags.bad > 0 ? <strong>{formatCount(one.tags.bad)}</strong> : <span className="muted">0</span>}</td>
                  <td className="connection-error">
                    {one.lastError ? (
                      <>
                        <div>{one.lastError.what}</div>
                        <div className="remedy">
                          <Since at={one.lastError.at} /> ago. {one.lastError.remedy}
                        </div>
                      </>
                    ) : (
                      <span className="muted">none</span>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        ) : null}
        {connections.data && connections.data.length > 0 && rows.length === 0 ? (
          <Empty icon="search" title="No connection fits">
            Nothing has all of these words. Take one away.
          </Empty>
        ) : null}
      </div>
      <PublishedPanel />
    </div>
  );
}
