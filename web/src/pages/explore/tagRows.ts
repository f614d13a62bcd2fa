import type { Tag, TagValue } from '../../api/types';
import { qualityIs, qualityRank } from '../../format/quality';
import type { QualityFilter, SortKey } from './exploreSearch';

/** What sorting and filtering need of a live value. */
export interface RowValue {
  value: TagValue;
  code: number;
  time: number;
}

export type ValueOf = (path: string) => RowValue | undefined;

/** Whether an order or filter changes with the live values, so that all of them must be watched. */
export const needsValues = (sort: SortKey | undefined, quality: QualityFilter | undefined): boolean =>
  quality !== undefined || sort === 'value' || sort === 'quality' || sort === 'age';

/** Tags in or below an asset of which every word occurs in the path, the description or the source. */
export function filterTags(tags: readonly Tag[], asset: string | undefined, search: string | undefined): readonly Tag[] {
  const prefix = asset ? `${asset}/` : '';
  const words = (search ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  if (prefix === '' && words.length === 0) return tags;
  return tags.filter((tag) => {
    if (!tag.path.startsWith(prefix)) return false;
    if (words.length === 0) return true;
    const text = `${tag.path} ${tag.description ?? ''} ${tag.connection} ${tag.address}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

export function filterQuality(tags: readonly Tag[], quality: QualityFilter | undefined, valueOf: ValueOf): readonly Tag[] {
  if (!quality) return tags;
  return tags.filter((tag) => {
    const value = valueOf(tag.path);
    return value !== undefined && qualityIs(value.code) === quality;
  });
}

const compareText = new Intl.Collator('en', { numeric: true }).compare;

function comparer(key: SortKey, valueOf: ValueOf): (a: Tag, b: Tag) => number {
  switch (key) {
    case 'tag':
      return (a, b) => compareText(a.path, b.path);
    case 'unit':
      return (a, b) => compareText(a.unit?.symbol ?? '', b.unit?.symbol ?? '');
    case 'source':
      return (a, b) => compareText(a.connection, b.connection) || compareText(a.address, b.address);
    case 'quality':
      return (a, b) => qualityRank(valueOf(a.path)?.code) - qualityRank(valueOf(b.path)?.code);
    case 'age':
      return (a, b) => (valueOf(b.path)?.time ?? 0) - (valueOf(a.path)?.time ?? 0);
    case 'value':
      return (a, b) => compareValues(valueOf(a.path)?.value, valueOf(b.path)?.value);
  }
}

/** Numbers before words, nothing last. */
function compareValues(a: TagValue | undefined, b: TagValue | undefined): number {
  const rank = (value: TagValue | undefined) => (typeof value === 'number' ? 0 : value === null || value === undefined ? 2 : 1);
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return compareText(String(a), String(b));
}

/** Sorted without changing the given list; equal rows keep the plant's order in both directions. */
export function sortTags(tags: readonly Tag[], key: SortKey, desc: boolean, valueOf: ValueOf): readonly Tag[] {
  const compare = comparer(key, valueOf);
  const sign = desc ? -1 : 1;
  return tags.toSorted((a, b) => sign * compare(a, b));
}
