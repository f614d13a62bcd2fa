import type { TagValue } from '../api/types';

const formats = new Map<number, Intl.NumberFormat>();

function fixed(decimals: number): Intl.NumberFormat {
  let format = formats.get(decimals);
  if (!format) {
    format = new Intl.NumberFormat('en', {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
      useGrouping: 'min2',
    });
    formats.set(decimals, format);
  }
  return format;
}

const minus = '\u2212';

/** Digits by the tag's display format; without one, about five significant digits and never float residue. */
export function formatNumber(value: number, decimals: number | null = null): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+∞' : `${minus}∞`;
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e12 || size < 1e-6)) return value.toExponential(3).replaceAll('-', minus);
  const text = fixed(decimals ?? decimalsFor(size, Number.isInteger(value))).format(value);
  return text.replace('-', /[1-9]/.test(text) ? minus : '');
}

function decimalsFor(size: number, integer: boolean): number {
  if (integer) return 0;
  if (size >= 1000) return 1;
  if (size >= 100) return 2;
  if (size >= 1) return 3;
  if (size >= 0.01) return 4;
  return 7;
}

/** Decimals that tell neighbouring readings apart on an axis that spans `span`. */
export function decimalsForSpan(span: number): number {
  if (!(span > 0)) return 2;
  return Math.min(9, Math.max(0, Math.ceil(2 - Math.log10(span))));
}

const counts = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** Counts of things: grouped, no decimals. */
export function formatCount(value: number): string {
  return counts.format(value);
}

/** A rate with as many digits as matter: 0.20, 4.2, 1,230. */
export function formatRate(value: number): string {
  const size = Math.abs(value);
  return size >= 1000 ? formatCount(value) : fixed(size === 0 || size >= 100 ? 0 : size >= 1 ? 1 : 2).format(value);
}

/** Milliseconds beside a muted unit. */
export function formatMs(value: number | null | undefined): string {
  if (value == null) return '–';
  return fixed(value >= 100 ? 0 : value >= 10 ? 1 : 2).format(value);
}

/** Bytes in the largest unit that keeps three digits readable. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${fixed(unit === 0 || size >= 100 ? 0 : 1).format(size)} ${units[unit] ?? 'B'}`;
}

export interface DisplayFormat {
  decimals: number | null;
  states: Record<string, string> | null;
  type?: string;
}

/** The words or digits of a value: states by their name, numbers by the tag's format, arrays shortened. */
export function formatValue(value: TagValue | undefined, format: DisplayFormat | null = null, text?: string): string {
  if (value === null || value === undefined) return '–';
  const state = format?.states?.[String(typeof value === 'boolean' ? Number(value) : value)];
  if (state !== undefined) return state;
  if (typeof value === 'number') return formatNumber(value, format?.decimals ?? null);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'string') {
    if (value === 'NaN') return 'NaN';
    if (value === 'Infinity') return '+∞';
    if (value === '-Infinity') return `${minus}∞`;
    return value === '' ? (text ?? '""') : value;
  }
  const shown = value.slice(0, 8).map((one) => formatValue(one, format));
  return `[${shown.join(', ')}${value.length > 8 ? `, … ${value.length} in all` : ''}]`;
}
