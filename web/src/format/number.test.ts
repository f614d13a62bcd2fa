import { describe, expect, it } from 'vitest';
import { decimalsForSpan, formatBytes, formatCount, formatMs, formatNumber, formatRate, formatValue } from './number';

describe('numbers', () => {
  it('use the display format of the tag and never show float residue', () => {
    expect(formatNumber(7.000000001, 1)).toBe('7.0');
    expect(formatNumber(0.1 + 0.2)).toBe('0.3000');
    expect(formatNumber(42)).toBe('42');
  });
  it('carry a true minus sign, but not on a value that rounds to nothing', () => {
    expect(formatNumber(-3.25, 1)).toBe('−3.3');
    expect(formatNumber(-0.01, 1)).toBe('0.0');
  });
  it('turn to powers of ten where digits would not help', () => {
    expect(formatNumber(3.2e15)).toBe('3.200e+15');
    expect(formatNumber(0)).toBe('0');
  });
  it('name what is not a number', () => {
    expect(formatNumber(Number.NaN)).toBe('NaN');
    expect(formatValue('-Infinity')).toBe('−∞');
  });
  it('are grouped when they are counts', () => {
    expect(formatCount(9740)).toBe('9,740');
    expect(formatRate(1426)).toBe('1,426');
    expect(formatRate(0.2)).toBe('0.20');
    expect(formatMs(null)).toBe('–');
    expect(formatMs(11.83)).toBe('11.8');
    expect(formatBytes(8_800_000_000)).toBe('8.8 GB');
  });
  it('get as many decimals on an axis as tell its ticks apart', () => {
    expect(decimalsForSpan(1000)).toBe(0);
    expect(decimalsForSpan(1)).toBe(2);
    expect(decimalsForSpan(0)).toBe(2);
  });
});

describe('values', () => {
  const states = { decimals: null, states: { '0': 'idle', '1': 'running' } };
  it('of an enumeration are its words, unknown ones stay numbers', () => {
    expect(formatValue(1, states)).toBe('running');
    expect(formatValue(7, states)).toBe('7');
    expect(formatValue(true, states)).toBe('running');
  });
  it('that are missing are a dash', () => {
    expect(formatValue(null)).toBe('–');
    expect(formatValue(undefined)).toBe('–');
  });
  it('beyond 2^53 stay exact', () => {
    expect(formatValue('9007199254740993')).toBe('9007199254740993');
  });
  it('that are arrays are shortened and say how many there are', () => {
    expect(formatValue([1, 2, 3])).toBe('[1, 2, 3]');
    expect(formatValue([1, 2, 3, 4, 5, 6, 7, 8, 9])).toContain('9 in all');
  });
});
