import { describe, expect, it } from 'vitest';
import { exploreSearch } from './pages/explore/exploreSearch';
import { panesOf, rangeMs, rangeText, trendSearch, viewOf, withPanes, withView } from './pages/trends/trendSearch';
import { listOf, parseSearch, stringifySearch } from './search';

describe('search parameters', () => {
  it('read back what they wrote', () => {
    const search = { asset: 'press-shop/line 1', pane: ['a/b,c/d', 'ä&='], desc: true };
    expect(parseSearch(stringifySearch(search).slice(1))).toEqual({ asset: 'press-shop/line 1', pane: ['a/b,c/d', 'ä&='], desc: '1' });
  });
  it('stay readable and leave empty ones out', () => {
    expect(stringifySearch({ pane: ['a/b,c/d'], from: '2026-11-22T16:00:00.000Z', q: '', x: undefined, y: false })).toBe('?pane=a/b,c/d&from=2026-11-22T16:00:00.000Z');
    expect(stringifySearch({})).toBe('');
  });
  it('take a single key as a list of one', () => {
    expect(listOf({ pane: 'a' }, 'pane')).toEqual(['a']);
    expect(listOf({}, 'pane')).toEqual([]);
  });
});

describe('the Explore address', () => {
  it('drops what it does not know', () => {
    expect(exploreSearch({ sort: 'nonsense', quality: 'great', q: 'oil', desc: '1' })).toEqual({ q: 'oil', desc: true });
    expect(exploreSearch({ sort: 'value', quality: 'bad', asset: 'a/b', peek: 'a/b/c' })).toEqual({ sort: 'value', quality: 'bad', asset: 'a/b', peek: 'a/b/c' });
  });
});

describe('the Trends address', () => {
  it('restores panes, and takes single tags from elsewhere', () => {
    expect(panesOf(trendSearch({ pane: ['a/x,a/y,a/x', 'b/z'] }))).toEqual([['a/x', 'a/y'], ['b/z']]);
    expect(panesOf(trendSearch({ tag: ['a', 'b'] }))).toEqual([['a', 'b']]);
  });
  it('keeps a fixed range over a following one', () => {
    const search = trendSearch({ from: '2026-11-22T10:00:00Z', to: '2026-11-22T11:00:00Z', range: '1d' });
    expect(viewOf(search)).toEqual({ kind: 'fixed', from: Date.parse('2026-11-22T10:00:00Z'), to: Date.parse('2026-11-22T11:00:00Z') });
  });
  it('ignores a range that ends before it begins', () => {
    expect(viewOf(trendSearch({ from: '2026-11-22T12:00:00Z', to: '2026-11-22T11:00:00Z' }))).toEqual({ kind: 'follow', spanMs: 3_600_000 });
  });
  it('writes a view so that it reads the same', () => {
    const panes = { pane: ['a,b'] };
    for (const view of [{ kind: 'follow', spanMs: 8 * 3_600_000 } as const, { kind: 'fixed', from: 1_000, to: 61_000 } as const])
      expect(viewOf(trendSearch({ ...withView(panes, view) }))).toEqual(view);
  });
  it('knows spans', () => {
    expect(rangeMs('15m')).toBe(900_000);
    expect(rangeMs('1y')).toBe(365 * 86_400_000);
    expect(rangeMs('0h')).toBeNull();
    expect(rangeMs('soon')).toBeNull();
    for (const text of ['15m', '1h', '8h', '7d', '90d', '1y', '61s']) expect(rangeText(rangeMs(text) ?? 0)).toBe(text);
  });
  it('forgets panes that become empty', () => {
    expect(withPanes({ range: '1h' }, [['a'], []])).toEqual({ range: '1h', pane: ['a'] });
    expect(withPanes({ pane: ['a'] }, [[]])).toEqual({});
  });
  it('do not let a tag from a foreign link come back after it was removed', () => {
    const foreign = { tag: 'a', pane: ['a'], range: '8h' };
    expect(withPanes(foreign, [[]])).toEqual({ range: '8h' });
    expect(withView(foreign, { kind: 'follow', spanMs: 3_600_000 })).toEqual({ pane: ['a'], range: '1h' });
  });
});
