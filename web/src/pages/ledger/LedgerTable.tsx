import { Link } from '@tanstack/react-router';
import type { LedgerRow } from '../../api/types';
import { formatCount } from '../../format/number';
import { Shape } from '../../parts/Shape';
import { sumRows, unaccounted } from './balance';

function Cells({ row }: { row: LedgerRow }) {
  const rest = unaccounted(row);
  return (
    <>
      <td className="num">{formatCount(row.sampled)}</td>
      <td className="num muted">{formatCount(row.suppressed)}</td>
      <td className="num muted">{formatCount(row.rejected)}</td>
      <td className="num">{formatCount(row.logged)}</td>
      <td className="num muted">{formatCount(row.pending ?? 0)}</td>
      <td className="num">{row.lost > 0 ? <strong>{formatCount(row.lost)}</strong> : <span className="muted">0</span>}</td>
      <td>
        {rest === 0 ? (
          <span className="muted">adds up</span>
        ) : (
          <span className="state-word">
            <Shape attention="high" />
            {formatCount(rest)} unaccounted
          </span>
        )}
      </td>
    </>
  );
}

/** Sampled = suppressed + rejected + logged + pending + lost, for every connection. */
export function LedgerTable({ rows }: { rows: readonly LedgerRow[] }) {
  return (
    <table className="table" data-testid="ledger-table">
      <thead>
        <tr>
          <th>Connection</th>
          <th className="num" title="taken from the device">
            Sampled
          </th>
          <th className="num" title="left out by a deadband">
            Suppressed
          </th>
          <th className="num" title="refused by a rule of the configuration">
            Rejected
          </th>
          <th className="num" title="on disk">
            Logged
          </th>
          <th className="num" title="on the way">
            Pending
          </th>
          <th className="num">Lost</th>
          <th>Balance</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.connection} data-testid="ledger-row" data-connection={row.connection}>
            <td>
              <Link to="/connections/$name" params={{ name: row.connection }}>
                {row.connection}
              </Link>
            </td>
            <Cells row={row} />
          </tr>
        ))}
        {rows.length > 1 ? (
          <tr className="ledger-sum">
            <td>
              <strong>Sum</strong>
            </td>
            <Cells row={sumRows(rows)} />
          </tr>
        ) : null}
      </tbody>
    </table>
  );
}
