import { describe, expect, it } from 'vitest';
import type { Asset, Tag } from '../../api/types';
import { ancestorsOf, treeRows } from './tree';
import { filterQuality, filterTags, needsValues, sortTags } from './tagRows';

const asset = (path: string, level = 'machine'): Asset => ({ path, name: path.split('/').at(-1) ?? path, level, type: null, description: null, tagCount: 1, state: null });
const assets = [asset('hall', 'area'), asset('hall/line1', 'line'), asset('hall/line1/press1'), asset('hall/line1/robot'), asset('yard', 'area'), asset('yard/pump')];
const paths = (rows: { asset: Asset }[]) => rows.map((row) => row.asset.path);

describe('the plant tree', () => {
  it('shows children of open rows only', () => {
    expect(paths(treeRows(assets, new Set(), ''))).toEqual(['hall', 'yard']);
    expect(paths(treeRows(assets, new Set(['hall']), ''))).toEqual(['hall', 'hall/line1', 'yard']);
    expect(paths(treeRows(assets, new Set(['hall/line1']), ''))).toEqual(['hall', 'yard']);
  });
  it('keeps the ancestors of what a search finds and says which rows were found', () => {
    const rows = treeRows(assets, new Set(), 'press');
    expect(rows.map((row) => [row.asset.path, row.matched, row.depth])).toEqual([
      ['hall', false, 0],
      ['hall/line1', false, 1],
      ['hall/line1/press1', true, 2],
    ]);
  });
  it('finds by several words over the path, but never a whole branch by the name of its top alone', () => {
    expect(paths(treeRows(assets, new Set(), 'hall robot'))).toEqual(['hall', 'hall/line1', 'hall/line1/robot']);
    expect(paths(treeRows(assets, new Set(), 'yard'))).toEqual(['yard']);
  });
  it('knows which rows have children', () => {
    expect(treeRows(assets, new Set(['yard']), '').map((row) => row.hasChildren)).toEqual([true, true, false]);
  });
  it('names the way down to an asset', () => {
    expect(ancestorsOf('a/b/c')).toEqual(['a', 'a/b', 'a/b/c']);
  });
});

const tag = (path: string, more: Partial<Tag> = {}): Tag => ({
  path,
  name: path.split('/').at(-1) ?? path,
  asset: path.slice(0, path.lastIndexOf('/')),
  id: path,
  type: 'float64',
  unit: null,
  description: null,
  decimals: null,
  range: null,
  states: null,
  connection: 'plc',
  address: 'holding 1',
  writable: false,
  ...more,
});

describe('the tag table', () => {
  const tags = [tag('hall/press10/temp'), tag('hall/press2/temp', { description: 'Oil tank' }), tag('yard/pump/flow', { connection: 'pump-plc' })];
  it('filters by asset without catching names that begin alike', () => {
    expect(filterTags([tag('hall/a/x'), tag('hall2/a/x')], 'hall', undefined)).toHaveLength(1);
    expect(filterTags(tags, undefined, undefined)).toBe(tags);
  });
  it('filters by words in path, description and source', () => {
    expect(filterTags(tags, undefined, 'OIL press')).toEqual([tags[1]]);
    expect(filterTags(tags, undefined, 'pump-plc')).toEqual([tags[2]]);
    expect(filterTags(tags, undefined, 'oil pump')).toEqual([]);
  });
  it('sorts names as people count', () => {
    expect(sortTags(tags, 'tag', false, () => undefined).map((one) => one.path)).toEqual(['hall/press2/temp', 'hall/press10/temp', 'yard/pump/flow']);
  });
  it('sorts by value with numbers first, and leaves the given list alone', () => {
    const values = new Map([
      ['hall/press10/temp', { value: 'x', code: 0, time: 3 }],
      ['hall/press2/temp', { value: 9, code: 0x80310000, time: 1 }],
      ['yard/pump/flow', { value: 2, code: 0, time: 2 }],
    ]);
    const of = (path: string) => values.get(path);
    const before = [...tags];
    expect(sortTags(tags, 'value', false, of).map((one) => one.name)).toEqual(['flow', 'temp', 'temp']);
    expect(sortTags(tags, 'quality', true, of)[0]?.path).toBe('hall/press2/temp');
    expect(sortTags(tags, 'age', false, of)[0]?.path).toBe('hall/press10/temp');
    expect(tags).toEqual(before);
    expect(filterQuality(tags, 'bad', of)).toEqual([tags[1]]);
    expect(filterQuality(tags, undefined, of)).toBe(tags);
  });
  it('needs all values only for orders that change with them', () => {
    expect(needsValues('tag', undefined)).toBe(false);
    expect(needsValues('value', undefined)).toBe(true);
    expect(needsValues(undefined, 'bad')).toBe(true);
  });
});
