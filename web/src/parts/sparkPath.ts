import type { Series } from '../api/types';

export interface SparkShape {
  line: string;
  band: string;
  /** Spans of Bad quality as x and width, drawn hatched. */
  bad: { x: number; width: number }[];
}

const numberOf = (value: number | string | boolean | null | undefined): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : typeof value === 'boolean' ? Number(value) : null;

/**
 * Turns a series into SVG paths of a given size over a time range. A missing value or a gap breaks the line; a flat series
 * lies in the middle.
 */
export function sparkShape(series: Series, from: number, to: number, width: number, height: number): SparkShape {
  let low = Infinity;
  let high = -Infinity;
  const size = series.t.length;
  for (let i = 0; i < size; i++) {
    const value = numberOf(series.v[i]);
    if (value === null) continue;
    low = Math.min(low, numberOf(series.min?.[i]) ?? value);
    high = Math.max(high, numberOf(series.max?.[i]) ?? value);
  }
  const span = high - low;
  const x = (t: number) => round(((t - from) / (to - from)) * width);
  const y = (v: number) => round(span > 0 ? 1.5 + (1 - (v - low) / span) * (height - 3) : height / 2);
  const bad: { x: number; width: number }[] = [];
  let line = '';
  let band = '';
  let upper: string[] = [];
  let lower: string[] = [];
  let pen = false;
  const close = () => {
    if (upper.length > 1) band += `M${upper.join('L')}L${lower.reverse().join('L')}Z`;
    upper = [];
    lower = [];
    pen = false;
  };
  for (let i = 0; i < size; i++) {
    const t = series.t[i] ?? from;
    if (t < from) continue;
    const value = numberOf(series.v[i]);
    const gapBefore = i > 0 && series.gaps.some((gap) => gap.from < t && (gap.to ?? Infinity) > (series.t[i - 1] ?? t));
    if (value === null || gapBefore) close();
    if (value === null) {
      const end = x(Math.min(to, series.t[i + 1] ?? to));
      const last = bad.at(-1);
      if (last && Math.abs(last.x + last.width - x(t)) < 0.2) last.width = round(end - last.x);
      else bad.push({ x: x(t), width: Math.max(1, round(end - x(t))) });
      continue;
    }
    line += `${pen ? 'L' : 'M'}${x(t)} ${y(value)}`;
    pen = true;
    const low2 = numberOf(series.min?.[i]);
    const high2 = numberOf(series.max?.[i]);
    if (low2 !== null && high2 !== null) {
      upper.push(`${x(t)} ${y(high2)}`);
      lower.push(`${x(t)} ${y(low2)}`);
    }
  }
  close();
  return { line, band, bad };
}

const round = (value: number) => Math.round(value * 10) / 10;
