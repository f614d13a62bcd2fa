import { isNumeric, type SqlAnswer } from './answer';

export interface ChartData {
  /** Seconds since 1970, rising. */
  x: number[];
  /** Null is a hole; undefined, where a line has no row at a time of another, is drawn across. */
  series: { label: string; values: (number | null | undefined)[] }[];
}

/** As many as the colours can tell apart. */
export const seriesLimit = 8;

/**
 * Series over time: the first time column is the axis, every number column a line; a text column beside them makes a line of each of its values.
 * Where it cannot be drawn, the reason in words.
 */
export function chartOf(answer: SqlAnswer): ChartData | string {
  const timeAt = answer.columns.findIndex((column) => column.type === 'time' || column.type === 'date');
  if (timeAt < 0) return 'A chart needs a column of times: select time, or date_trunc of it.';
  const numbers = answer.columns.flatMap((column, i) => (isNumeric(column.type) ? [i] : []));
  if (numbers.length === 0) return 'A chart needs a column of numbers: select value, or avg(value).';
  const nameAt = answer.columns.findIndex((column) => column.type === 'text');
  const lines = new Map<string, Map<number, number | null>>();
  const times = new Set<number>();
  for (const row of answer.rows) {
    const at = Date.parse(String(row[timeAt])) / 1000;
    if (!Number.isFinite(at)) continue;
    times.add(at);
    for (const i of numbers) {
      const column = answer.columns[i]?.name ?? '';
      const name = nameAt < 0 ? null : String(row[nameAt] ?? 'NULL');
      const label = name === null ? column : numbers.length === 1 ? name : `${name} ${column}`;
      let line = lines.get(label);
      if (!line) {
        if (lines.size >= seriesLimit) return `There are more than ${seriesLimit} lines to draw: ask for fewer tags or columns.`;
        line = new Map();
        lines.set(label, line);
      }
      const value = row[i];
      line.set(at, typeof value === 'number' ? value : null);
    }
  }
  if (times.size < 2) return 'A chart needs two times at least.';
  const x = [...times].sort((a, b) => a - b);
  return { x, series: [...lines].map(([label, line]) => ({ label, values: x.map((at) => line.get(at)) })) };
}
