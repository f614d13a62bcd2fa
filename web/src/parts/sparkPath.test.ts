import { describe, expect, it } from 'vitest';
import type { Series } from '../api/types';
import { sparkShape } from './sparkPath';

const series = (more: Partial<Series>): Series => ({ tag: 'a', unit: null, kind: 'raw', t: [0, 50, 100], v: [0, 10, 0], q: [0, 0, 0], gaps: [], truncated: false, ...more });

describe('a sparkline', () => {
  it('spans its box', () => {
    expect(sparkShape(series({}), 0, 100, 100, 23).line).toBe('M0 21.5L50 1.5L100 21.5');
  });
  it('breaks at missing values and hatches them', () => {
    const shape = sparkShape(series({ v: [0, null, 10], q: [0, 2, 0] }), 0, 100, 100, 23);
    expect(shape.line).toBe('M0 21.5M100 1.5');
    expect(shape.bad).toEqual([{ x: 50, width: 50 }]);
  });
  it('breaks at gaps', () => {
    expect(sparkShape(series({ gaps: [{ from: 60, to: 90, cause: 'x' }] }), 0, 100, 100, 23).line).toBe('M0 21.5L50 1.5M100 21.5');
  });
  it('of a flat line lies in the middle', () => {
    expect(sparkShape(series({ v: [5, 5, 5] }), 0, 100, 100, 20).line).toBe('M0 10L50 10L100 10');
  });
  it('draws the band of buckets', () => {
    expect(sparkShape(series({ kind: 'buckets', min: [-1, 9, -1], max: [1, 11, 1] }), 0, 100, 100, 23).band).toMatch(/^M.*Z$/);
  });
});
