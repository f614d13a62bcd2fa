import type { Series } from '../../api/types';
import { stateAttention } from '../../format/attention';

export interface RibbonSpan {
  from: number;
  to: number;
  text: string;
  /** 0 lightest to 3 darkest grey; faults are drawn hatched, unknown is left empty. */
  shade: number;
  kind: 'state' | 'fault' | 'unknown';
}

const shadeOf = (text: string): number => {
  const word = text.toLowerCase();
  if (/run|produc|work|auto|cutting|on\b/.test(word)) return 3;
  if (/set.?up|warm|start|manual|change|clean|unload/.test(word)) return 2;
  if (/idle|ready|wait|stand.?by|starv|block|stop/.test(word)) return 1;
  return 0;
};

/** The states of a machine over a time range as spans; an average over several states counts as the nearest one. */
export function ribbonSpans(series: Series, states: Record<string, string> | null, from: number, to: number): RibbonSpan[] {
  const spans: RibbonSpan[] = [];
  for (let i = 0; i < series.t.length; i++) {
    const start = Math.max(from, series.t[i] ?? from);
    const end = Math.min(to, series.t[i + 1] ?? to);
    if (end <= start) continue;
    const value = series.v[i];
    const text = value === null || value === undefined ? null : wordOf(value, states);
    const kind = text === null ? 'unknown' : stateAttention(text) === 'none' ? 'state' : 'fault';
    const last = spans.at(-1);
    if (last && last.to >= start && last.text === (text ?? 'unknown') && last.kind === kind) last.to = end;
    else spans.push({ from: start, to: end, text: text ?? 'unknown', shade: text === null ? 0 : shadeOf(text), kind });
  }
  for (const gap of series.gaps) cut(spans, gap.from, gap.to ?? to);
  return spans;
}

/** Since when a machine is in the state that it has now, as far as the history of the ribbon shows; null when it does not. */
export function stateSince(series: Series | undefined, states: Record<string, string> | null, text: string, from: number, to: number): { at: number; orLonger: boolean } | null {
  const last = series ? ribbonSpans(series, states, from, to).at(-1) : undefined;
  if (!series || !last || last.text !== text) return null;
  return { at: last.from, orLonger: last.from <= from };
}

function wordOf(value: number | string | boolean, states: Record<string, string> | null): string {
  const key = typeof value === 'number' ? String(Math.round(value)) : typeof value === 'boolean' ? String(Number(value)) : value;
  return states?.[key] ?? String(value);
}

function cut(spans: RibbonSpan[], from: number, to: number): void {
  for (let i = spans.length - 1; i >= 0; i--) {
    const span = spans[i];
    if (!span || span.to <= from || span.from >= to) continue;
    const pieces: RibbonSpan[] = [];
    if (span.from < from) pieces.push({ ...span, to: from });
    if (span.to > to) pieces.push({ ...span, from: to });
    spans.splice(i, 1, ...pieces);
  }
}
