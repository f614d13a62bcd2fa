/** What the server says to a statement. */
export interface SqlAnswer {
  columns: readonly { name: string; type: ColumnType }[];
  rows: readonly (readonly Cell[])[];
  rowCount: number;
  truncated: boolean;
  elapsedMs: number;
  problem?: { code: string; detail: string; remedy: string };
}

export type ColumnType = 'boolean' | 'integer' | 'number' | 'text' | 'date' | 'time';

/** Numbers that JSON cannot hold, such as NaN, come as text. */
export type Cell = number | string | boolean | null;

export interface SqlTable {
  name: string;
  description: string;
  columns: readonly { name: string; type: ColumnType; description: string }[];
}

export interface SqlAbout {
  available: boolean;
  problem: string | null;
  remedy: string | null;
  timeoutSeconds: number;
  maxRows: number;
  tables: readonly SqlTable[];
}

export const isNumeric = (type: ColumnType): boolean => type === 'integer' || type === 'number';

/** Rows that are drawn at once; the download has all that were asked for. */
export const rowLimit = 5_000;

/** A cell as text for a file: empty for NULL. */
export function csvOf(answer: SqlAnswer): string {
  const quote = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = [answer.columns.map((column) => quote(column.name)), ...answer.rows.map((row) => row.map((cell) => quote(cell === null ? '' : String(cell))))];
  return lines.map((line) => `${line.join(',')}\r\n`).join('');
}
