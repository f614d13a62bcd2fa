import type { ConnectionState } from '../../api/types';

export interface StateSpan {
  from: number;
  to: number;
  state: ConnectionState;
  cause: string | null;
}

/** States as spans over a range: each lasts until the next; what was before the first entry is unknown. */
export function stateSpans(entries: readonly { at: string; state: ConnectionState; cause: string | null }[], from: number, to: number): StateSpan[] {
  const sorted = entries.map((entry) => ({ ...entry, ms: Date.parse(entry.at) })).toSorted((a, b) => a.ms - b.ms);
  const spans: StateSpan[] = [];
  sorted.forEach((entry, i) => {
    const start = Math.max(from, entry.ms);
    const end = Math.min(to, sorted[i + 1]?.ms ?? to);
    if (end > start) spans.push({ from: start, to: end, state: entry.state, cause: entry.cause });
  });
  return spans;
}
