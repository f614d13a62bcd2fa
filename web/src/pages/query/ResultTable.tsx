import { formatNumber } from '../../format/number';
import { formatTime } from '../../format/time';
import { useZone } from '../../parts/zone';
import { isNumeric, type Cell, type ColumnType, type SqlAnswer } from './answer';

function textOf(cell: Cell, type: ColumnType, zone: string): string {
  if (type === 'time' && typeof cell === 'string' && cell.endsWith('Z')) return formatTime(Date.parse(cell), zone, 0, true);
  return typeof cell === 'number' ? formatNumber(cell) : String(cell);
}

/** The answer as rows; numbers in the display format, exactly on hover. */
export function ResultTable({ answer }: { answer: SqlAnswer }) {
  const zone = useZone();
  return (
    <div className="table-scroll query-rows">
      <table className="table" data-testid="query-table">
        <thead>
          <tr>
            {answer.columns.map((column, i) => (
              <th key={i} className={isNumeric(column.type) ? 'num' : undefined} title={column.type}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {answer.rows.map((row, i) => (
            <tr key={i} data-testid="query-row">
              {row.map((cell, j) => {
                const type = answer.columns[j]?.type ?? 'text';
                return (
                  <td key={j} className={isNumeric(type) ? 'num' : type === 'time' ? 'num-text nowrap' : undefined} title={cell === null ? 'NULL' : String(cell)}>
                    {cell === null ? <span className="muted">–</span> : textOf(cell, type, zone)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
