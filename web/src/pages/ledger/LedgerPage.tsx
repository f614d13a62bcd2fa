import '../connections/connections.css';
import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ledgerQuery } from '../../api/queries';
import { formatCount } from '../../format/number';
import { Icon } from '../../parts/icons';
import { Failure, SkeletonRows } from '../../parts/Message';
import { Shape } from '../../parts/Shape';
import { Time } from '../../parts/Time';
import { GapTable } from './GapTable';
import { LedgerTable } from './LedgerTable';

/** Proof that nothing was lost unnoticed: sums of every stage, whether they balance, and every gap with its cause. */
export function LedgerPage() {
  const { q } = useSearch({ from: '/frame/ledger' });
  const navigate = useNavigate({ from: '/ledger' });
  const { data: ledger, error, isPending, refetch } = useQuery(ledgerQuery);
  if (isPending)
    return (
      <div className="page">
        <SkeletonRows rows={12} />
      </div>
    );
  if (!ledger) return <Failure what="The ledger cannot be read" error={error} retry={() => void refetch()} />;
  const words = (q ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const has = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  const rows = ledger.connections.filter((row) => has(row.connection));
  const gaps = ledger.gaps.filter((gap) => has(`${gap.connection} ${gap.tag ?? ''} ${gap.cause} ${gap.detail ?? ''}`));
  return (
    <div className="page" data-testid="ledger">
      <div className="page-head">
        <h1>Ledger</h1>
        <TextInput
          value={q ?? ''}
          onChange={(event) => void navigate({ search: event.currentTarget.value ? { q: event.currentTarget.value } : {}, replace: true })}
          placeholder="Filter"
          aria-label="Filter the ledger"
          leftSection={<Icon name="search" size={14} />}
        />
      </div>
      <div className="balance panel" data-testid="ledger-balance" data-balanced={ledger.balanced}>
        <Shape attention={ledger.balanced ? 'none' : 'critical'} />
        <div>
          <strong>{ledger.balanced ? 'The ledger balances.' : 'The ledger does not balance.'}</strong>{' '}
          <span className="muted">
            {ledger.balanced ? 'Every sample that was taken is stored, left out on purpose, or counted as lost.' : 'Save this page and the log, and report both.'} Checked at <Time at={ledger.checkedAt} />.
          </span>
          {ledger.differences.length > 0 ? (
            <ul>
              {ledger.differences.map((difference) => (
                <li key={difference}>{difference}</li>
              ))}
            </ul>
          ) : null}
        </div>
      </div>
      <section className="panel table-scroll ledger-section">
        <LedgerTable rows={rows} />
      </section>
      <section className="panel table-scroll ledger-section">
        <div className="panel-head">
          <h2>Where samples go</h2>
        </div>
        <table className="table" data-testid="sink-table">
          <thead>
            <tr>
              <th>Destination</th>
              <th className="num">Offered</th>
              <th className="num">Stored</th>
              <th className="num">Acknowledged</th>
              <th className="num">Behind</th>
              <th className="num">Lost</th>
            </tr>
          </thead>
          <tbody>
            {ledger.sinks.map((sink) => (
              <tr key={sink.sink}>
                <td>{sink.sink}</td>
                <td className="num">{formatCount(sink.offered)}</td>
                <td className="num">{formatCount(sink.stored)}</td>
                <td className="num">{formatCount(sink.acknowledged)}</td>
                <td className="num">{formatCount(sink.behind)}</td>
                <td className="num">{sink.lost > 0 ? <strong>{formatCount(sink.lost)}</strong> : <span className="muted">0</span>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <section className="panel table-scroll">
        <div className="panel-head">
          <h2>Gaps</h2>
          <span className="muted">{formatCount(gaps.length)}</span>
        </div>
        <GapTable gaps={gaps} />
      </section>
    </div>
  );
}
