import { listOf, textOf } from '../../search';

export const presets = [
  { key: '15m', words: '15 min', ms: 15 * 60_000 },
  { key: '1h', words: '1 h', ms: 3_600_000 },
  { key: '8h', words: '8 h', ms: 8 * 3_600_000 },
  { key: '1d', words: '1 d', ms: 86_400_000 },
  { key: '7d', words: '7 d', ms: 7 * 86_400_000 },
  { key: '30d', words: '30 d', ms: 30 * 86_400_000 },
  { key: '90d', words: '90 d', ms: 90 * 86_400_000 },
  { key: '1y', words: '1 y', ms: 365 * 86_400_000 },
] as const;

export const defaultRange = '1h';

/** What the Trends page shows. Each pane is a list of tags joined by commas; a range without `from` and `to` follows the present. */
export interface TrendSearch {
  pane?: string[];
  range?: string;
  from?: string;
  to?: string;
}

export function trendSearch(search: Record<string, unknown>): TrendSearch {
  const panes = listOf(search, 'pane').map((pane) => [...new Set(pane.split(',').filter(Boolean))].join(','));
  const single = listOf(search, 'tag');
  const pane = panes.length > 0 ? panes : single.length > 0 ? [single.join(',')] : [];
  const range = rangeMs(textOf(search, 'range')) === null ? undefined : textOf(search, 'range');
  const from = Date.parse(textOf(search, 'from') ?? '');
  const to = Date.parse(textOf(search, 'to') ?? '');
  const fixed = Number.isFinite(from) && Number.isFinite(to) && from < to;
  return {
    ...(pane.length > 0 ? { pane } : {}),
    ...(fixed ? { from: new Date(from).toISOString(), to: new Date(to).toISOString() } : range ? { range } : {}),
  };
}

const unitMs: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000, y: 365 * 86_400_000 };

/** A span such as 90s, 15m, 1h, 7d, 1y in milliseconds; null when it is not one. */
export function rangeMs(range: string | undefined): number | null {
  const found = /^(\d{1,6})([smhdwy])$/.exec(range ?? '');
  if (!found) return null;
  const ms = Number(found[1]) * (unitMs[found[2] ?? ''] ?? 0);
  return ms > 0 ? ms : null;
}

/** The shortest exact way to write a span. */
export function rangeText(ms: number): string {
  for (const unit of ['y', 'd', 'h', 'm'] as const) {
    const size = unitMs[unit] ?? 1;
    if (ms % size === 0) return `${ms / size}${unit}`;
  }
  return `${Math.max(1, Math.round(ms / 1000))}s`;
}

export type View = { kind: 'follow'; spanMs: number } | { kind: 'fixed'; from: number; to: number };

export function viewOf(search: TrendSearch): View {
  if (search.from && search.to) return { kind: 'fixed', from: Date.parse(search.from), to: Date.parse(search.to) };
  return { kind: 'follow', spanMs: rangeMs(search.range ?? defaultRange) ?? 3_600_000 };
}

export function withView(search: TrendSearch, view: View): TrendSearch {
  const rest = search.pane ? { pane: search.pane } : {};
  if (view.kind === 'follow') return { ...rest, range: rangeText(view.spanMs) };
  return { ...rest, from: new Date(Math.round(view.from)).toISOString(), to: new Date(Math.round(view.to)).toISOString() };
}

export const panesOf = (search: TrendSearch): string[][] => (search.pane ?? []).map((pane) => pane.split(',').filter(Boolean));

export const withPanes = (search: TrendSearch, panes: readonly (readonly string[])[]): TrendSearch => {
  const kept = panes.filter((pane) => pane.length > 0).map((pane) => pane.join(','));
  return {
    ...(kept.length > 0 ? { pane: kept } : {}),
    ...(search.from && search.to ? { from: search.from, to: search.to } : search.range ? { range: search.range } : {}),
  };
};
