import type { HistoryGap, Series, Tag } from '../../api/types';

/** A tag's samples or buckets in a form that can be drawn and read; times in milliseconds since 1970, ascending. */
export interface Trace {
  tag: string;
  t: readonly number[];
  v: readonly (number | null)[];
  min: readonly (number | null)[] | null;
  max: readonly (number | null)[] | null;
  n: readonly number[] | null;
  /** 0 Good, 1 Uncertain, 2 Bad: the worst of each point. */
  q: readonly number[];
  gaps: readonly HistoryGap[];
  /** Indexes of points before which a gap lies. */
  breaks: ReadonlySet<number>;
  /** Words of a tag whose values are not numbers, by their place on the axis. */
  words: readonly string[] | null;
  /** States and texts hold until the next sample; measured values change in between. */
  stepped: boolean;
  kind: 'raw' | 'buckets';
}

export interface TailSample {
  t: number;
  v: number | string | boolean | null;
  q: number;
}

/** Makes a trace of a series; words become places on an axis. */
export function buildTrace(series: Series, tag: Tag | undefined): Trace {
  const words: string[] = [];
  const textual = series.v.some((value) => typeof value === 'string' && !isNumberWord(value));
  const v = series.v.map((value, i) => (series.q[i] === 2 && value === null ? null : numberOf(value, textual ? words : null)));
  const enumerated = tag?.states != null;
  return {
    tag: series.tag,
    t: series.t,
    v,
    min: series.min ?? null,
    max: series.max ?? null,
    n: series.n ?? null,
    q: series.q,
    gaps: series.gaps,
    breaks: breaksOf(series.t, series.gaps),
    words: textual ? words : null,
    stepped: textual || enumerated || tag?.type.toLowerCase().startsWith('bool') === true || series.v.some((value) => typeof value === 'boolean'),
    kind: series.kind,
  };
}

const isNumberWord = (text: string) => text === 'NaN' || text === 'Infinity' || text === '-Infinity' || (text !== '' && Number.isFinite(Number(text)));

function numberOf(value: number | string | boolean | null, words: string[] | null): number | null {
  if (value === null) return null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'boolean') return Number(value);
  if (words === null) {
    const parsed = Number(value);
    return Number.isFinite(parsed) ? parsed : null;
  }
  const at = words.indexOf(value);
  if (at >= 0) return at;
  words.push(value);
  return words.length - 1;
}

/** The trace with live samples after its end; samples that history already holds are left out. */
export function appendTail(trace: Trace, tail: readonly TailSample[]): Trace {
  const last = trace.t.at(-1) ?? -Infinity;
  const fresh = tail.filter((sample) => sample.t > last);
  if (fresh.length === 0) return trace;
  const words = trace.words ? [...trace.words] : null;
  const values = fresh.map((sample) => (sample.q === 2 ? null : numberOf(sample.v, words)));
  return {
    ...trace,
    t: [...trace.t, ...fresh.map((sample) => sample.t)],
    v: [...trace.v, ...values],
    min: trace.min && [...trace.min, ...values],
    max: trace.max && [...trace.max, ...values],
    n: trace.n && [...trace.n, ...fresh.map(() => 1)],
    q: [...trace.q, ...fresh.map((sample) => sample.q)],
    words,
  };
}

/** The first index whose time is at or after `at`. */
export function lowerBound(times: readonly number[], at: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? Infinity) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The points that a gap separates from the one before; found once, since it is asked for every point of every frame. */
function breaksOf(times: readonly number[], gaps: readonly HistoryGap[]): ReadonlySet<number> {
  const found = new Set<number>();
  for (const gap of gaps) {
    const end = gap.to ?? Infinity;
    const first = Math.max(1, lowerBound(times, gap.from));
    for (let i = first; i < times.length; i++) {
      if (!gapBetween([gap], times[i - 1] ?? 0, times[i] ?? 0)) {
        if ((times[i - 1] ?? 0) >= end) break;
        continue;
      }
      found.add(i);
    }
  }
  return found;
}

/** Whether a recorded gap lies between two neighbouring points. */
export function gapBetween(gaps: readonly HistoryGap[], before: number, after: number): boolean {
  for (const gap of gaps) if (gap.from < after && (gap.to ?? Infinity) > before && (gap.to ?? Infinity) - gap.from > 0) return true;
  return false;
}

/**
 * Lowest and highest value to be seen between two times, bands included; where only a line from outside passes through, the
 * values at its ends. Null when nothing is there.
 */
export function extentOf(trace: Trace, from: number, to: number): [number, number] | null {
  const start = lowerBound(trace.t, from);
  let end = start;
  while (end < trace.t.length && (trace.t[end] ?? Infinity) <= to) end++;
  const inside = extentBetween(trace, trace.stepped ? Math.max(0, start - 1) : start, end);
  return inside ?? (start > 0 && start < trace.t.length ? extentBetween(trace, start - 1, end + 1) : null);
}

function extentBetween(trace: Trace, start: number, end: number): [number, number] | null {
  let low = Infinity;
  let high = -Infinity;
  for (let i = start; i < end; i++) {
    const value = trace.v[i];
    if (value === null || value === undefined) continue;
    low = Math.min(low, trace.min?.[i] ?? value);
    high = Math.max(high, trace.max?.[i] ?? value);
  }
  return low <= high ? [low, high] : null;
}

/** An axis range around the extents, padded and rounded so that it does not tremble while data come in. */
export function axisRange(extents: readonly ([number, number] | null)[]): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const extent of extents) {
    if (!extent) continue;
    low = Math.min(low, extent[0]);
    high = Math.max(high, extent[1]);
  }
  if (low > high) return [0, 1];
  const span = high - low || Math.abs(high) * 0.1 || 1;
  const step = 10 ** Math.floor(Math.log10(span)) / 4;
  const start = Math.floor((low - span * 0.06) / step) * step;
  const end = Math.ceil((high + span * 0.06) / step) * step;
  return low >= 0 && start < 0 ? [-span * 0.03, end] : [start, end];
}

export interface Reading {
  index: number;
  t: number;
  v: number | null;
  q: number;
}

/** What a trace says at a moment: the last point at or before it, unless a gap lies between; of buckets, the one around it. */
export function readAt(trace: Trace, at: number): Reading | null {
  const next = lowerBound(trace.t, at + 1e-6);
  const index = next - 1;
  const t = trace.t[index];
  if (t === undefined) return null;
  for (const gap of trace.gaps) if (gap.from <= at && at < (gap.to ?? Infinity) && gap.from >= t - 1) return null;
  return { index, t, v: trace.v[index] ?? null, q: trace.q[index] ?? 0 };
}

export interface Statistics {
  min: number;
  mean: number;
  max: number;
  n: number;
}

/** Statistics of the samples between two times; of buckets weighted by how many samples each holds. */
export function statisticsOf(trace: Trace, from: number, to: number): Statistics | null {
  let n = 0;
  let sum = 0;
  let min = Infinity;
  let max = -Infinity;
  for (let i = lowerBound(trace.t, from); i < trace.t.length; i++) {
    if ((trace.t[i] ?? Infinity) > to) break;
    const value = trace.v[i];
    if (value === null || value === undefined) continue;
    const weight = trace.n?.[i] ?? 1;
    if (weight <= 0) continue;
    n += weight;
    sum += value * weight;
    min = Math.min(min, trace.min?.[i] ?? value);
    max = Math.max(max, trace.max?.[i] ?? value);
  }
  return n > 0 ? { min, mean: sum / n, max, n } : null;
}

/** The spans of Bad quality between two times. */
export function badSpans(trace: Trace, from: number, to: number): { from: number; to: number }[] {
  const spans: { from: number; to: number }[] = [];
  for (let i = Math.max(0, lowerBound(trace.t, from) - 1); i < trace.t.length; i++) {
    const start = trace.t[i] ?? to;
    if (start > to) break;
    if (trace.q[i] !== 2) continue;
    const end = trace.t[i + 1] ?? to;
    const last = spans.at(-1);
    if (last && start - last.to <= 1) last.to = end;
    else spans.push({ from: start, to: end });
  }
  return spans;
}
