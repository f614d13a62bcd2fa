import { describe, expect, it } from 'vitest';
import type { Series, Tag } from '../../api/types';
import { axisGroups } from './axes';
import { assignColours } from './colours';
import { withoutTag, withTag } from './paneList';
import { appendTail, axisRange, badSpans, buildTrace, extentOf, gapBetween, lowerBound, readAt, statisticsOf } from './trace';
import { refetchMs } from './useTraces';
import { kept, panned, zoomed } from './viewController';

const series = (more: Partial<Series>): Series => ({ tag: 'a', unit: null, kind: 'raw', t: [0, 10, 20, 30], v: [1, 2, 3, 4], q: [0, 0, 0, 0], gaps: [], truncated: false, ...more });
const tag = (more: Partial<Tag>): Tag => ({ path: 'a', name: 'a', asset: '', id: 1, type: 'float64', unit: null, description: null, decimals: null, range: null, states: null, connection: '', address: '', writable: false, ...more });

describe('a trace', () => {
  it('turns words into places on an axis', () => {
    const trace = buildTrace(series({ v: ['P1', 'P2', 'P1', null] }), undefined);
    expect(trace.v).toEqual([0, 1, 0, null]);
    expect(trace.words).toEqual(['P1', 'P2']);
    expect(trace.stepped).toBe(true);
  });
  it('has no value where a number is none, and steps for states and booleans', () => {
    expect(buildTrace(series({ v: [1, 'NaN', 'Infinity', 4] }), undefined).v).toEqual([1, null, null, 4]);
    expect(buildTrace(series({ v: [true, false, true, true] }), undefined)).toMatchObject({ v: [1, 0, 1, 1], stepped: true });
    expect(buildTrace(series({}), tag({ states: { '1': 'on' } })).stepped).toBe(true);
    expect(buildTrace(series({}), tag({})).stepped).toBe(false);
  });
  it('takes live samples at its end once', () => {
    const trace = appendTail(buildTrace(series({}), undefined), [
      { t: 30, v: 99, q: 0 },
      { t: 40, v: 5, q: 0 },
      { t: 50, v: 6, q: 2 },
    ]);
    expect(trace.t).toEqual([0, 10, 20, 30, 40, 50]);
    expect(trace.v.slice(-3)).toEqual([4, 5, null]);
  });
  it('is read at a moment by the last sample before it', () => {
    const trace = buildTrace(series({ q: [0, 1, 0, 0] }), undefined);
    expect(readAt(trace, 15)).toEqual({ index: 1, t: 10, v: 2, q: 1 });
    expect(readAt(trace, 10)?.index).toBe(1);
    expect(readAt(trace, -1)).toBeNull();
  });
  it('says nothing inside a gap', () => {
    const trace = buildTrace(series({ gaps: [{ from: 12, to: 19, cause: 'device-down' }] }), undefined);
    expect(readAt(trace, 15)).toBeNull();
    expect(readAt(trace, 25)?.v).toBe(3);
    expect(gapBetween(trace.gaps, 10, 20)).toBe(true);
    expect(gapBetween(trace.gaps, 20, 30)).toBe(false);
    expect([...trace.breaks]).toEqual([2]);
    expect(gapBetween([{ from: 12, to: null, cause: 'x' }], 20, 30)).toBe(true);
  });
  it('has Bad spans that last until the next sample', () => {
    const trace = buildTrace(series({ v: [1, null, null, 4], q: [0, 2, 2, 0] }), undefined);
    expect(badSpans(trace, 0, 40)).toEqual([{ from: 10, to: 30 }]);
    expect(badSpans(buildTrace(series({ v: [1, 2, 3, null], q: [0, 0, 0, 2] }), undefined), 0, 40)).toEqual([{ from: 30, to: 40 }]);
  });
  it('has the extent of what is seen, bands included', () => {
    const trace = buildTrace(series({ kind: 'buckets', min: [0, -5, 2, 3], max: [2, 9, 4, 50] }), undefined);
    expect(extentOf(trace, 5, 20)).toEqual([-5, 9]);
    expect(extentOf(trace, 100, 200)).toBeNull();
    expect(extentOf(trace, 12, 18)).toEqual([-5, 9]);
    expect(extentOf(trace, -20, -10)).toBeNull();
  });
});

describe('statistics', () => {
  it('weigh buckets by their samples and take the true extremes', () => {
    const trace = buildTrace(series({ kind: 'buckets', v: [10, 20, null, 99], min: [5, 15, null, 99], max: [12, 30, null, 99], n: [3, 1, 0, 7] }), undefined);
    expect(statisticsOf(trace, 0, 20)).toEqual({ min: 5, mean: 12.5, max: 30, n: 4 });
  });
  it('of nothing are nothing', () => {
    expect(statisticsOf(buildTrace(series({}), undefined), 100, 200)).toBeNull();
  });
});

describe('an axis', () => {
  it('leaves room and ends on round numbers', () => {
    const [low, high] = axisRange([[40, 60], null, [45, 70]]);
    expect(low).toBeLessThan(40);
    expect(high).toBeGreaterThan(70);
    expect(low % 2.5).toBe(0);
  });
  it('does not go below zero for what never does, and opens around a flat line', () => {
    expect(axisRange([[0, 100]])[0]).toBeCloseTo(-3);
    const [low, high] = axisRange([[7, 7]]);
    expect(low).toBeLessThan(7);
    expect(high).toBeGreaterThan(7);
    expect(axisRange([])).toEqual([0, 1]);
  });
  it('is shared by tags of one unit; states have their own words', () => {
    const celsius = { symbol: '°C', code: 'CEL', name: 'degree Celsius' };
    const byPath = new Map([
      ['a', tag({ path: 'a', unit: celsius })],
      ['b', tag({ path: 'b', states: { '0': 'idle' } })],
      ['c', tag({ path: 'c', unit: celsius })],
      ['d', tag({ path: 'd', type: 'bool' })],
    ]);
    const groups = axisGroups(['a', 'b', 'c', 'd'], byPath, new Map());
    expect(groups.map((group) => group.tags)).toEqual([['a', 'c'], ['b'], ['d']]);
    expect(groups[1]?.words?.(0)).toBe('idle');
    expect(groups[2]?.words?.(1)).toBe('true');
  });
});

describe('a view', () => {
  it('zooms around the cursor', () => {
    expect(zoomed({ from: 0, to: 100_000 }, 25_000, 0.5)).toEqual({ from: 12_500, to: 62_500 });
    expect(zoomed({ from: 0, to: 1000 }, 500, 0.01)).toEqual({ from: 0, to: 1000 });
  });
  it('pans, but does not run off into the future', () => {
    expect(panned({ from: 0, to: 10 }, 5)).toEqual({ from: 5, to: 15 });
    expect(kept({ from: 100, to: 200 }, 100)).toEqual({ from: 50, to: 150 });
    expect(kept({ from: 0, to: 100 }, 100)).toEqual({ from: 0, to: 100 });
  });
  it('asks again about once a pixel within bounds', () => {
    expect(refetchMs(900_000, 1000)).toBe(5000);
    expect(refetchMs(30 * 86_400_000, 1000)).toBe(60_000);
  });
});

describe('panes', () => {
  it('hold a tag once; a tag moves with its drop', () => {
    expect(withTag([['a', 'b'], ['c']], 'a', 1)).toEqual([['b'], ['c', 'a']]);
    expect(withTag([['a']], 'a', 'new')).toEqual([['a']]);
    expect(withTag([], 'a', 0)).toEqual([['a']]);
    expect(withoutTag([['a'], ['b']], 'a')).toEqual([['b']]);
  });
  it('keep the colour of a tag when another leaves, and reuse the free one', () => {
    const first = assignColours(new Map(), ['a', 'b', 'c']);
    const second = assignColours(first, ['a', 'c']);
    expect(second.get('c')).toBe(2);
    expect(assignColours(second, ['a', 'c', 'd']).get('d')).toBe(1);
  });
});

describe('a search in time columns', () => {
  it('finds the first at or after a moment', () => {
    expect([-1, 0, 5, 10, 31].map((at) => lowerBound([0, 10, 20, 30], at))).toEqual([0, 0, 1, 1, 4]);
  });
});
