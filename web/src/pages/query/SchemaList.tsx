import type { SqlTable } from './answer';

/** The tables and their columns; a click writes the name into the statement. */
export function SchemaList({ tables, onPick }: { tables: readonly SqlTable[]; onPick: (name: string) => void }) {
  return (
    <aside className="panel query-schema" aria-label="Tables" data-testid="query-schema">
      {tables.map((table) => (
        <details key={table.name} open={table.name === 'samples'}>
          <summary title={table.description}>{table.name}</summary>
          <ul>
            {table.columns.map((column) => (
              <li key={column.name}>
                <button type="button" className="bare" onClick={() => onPick(column.name)} title={column.description} data-testid="query-column">
                  <span>{column.name}</span>
                  <span className="muted">{column.type}</span>
                </button>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </aside>
  );
}
