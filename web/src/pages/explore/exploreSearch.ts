import { flagOf, textOf } from '../../search';

export const sortKeys = ['tag', 'value', 'unit', 'quality', 'age', 'source'] as const;
export type SortKey = (typeof sortKeys)[number];
export type QualityFilter = 'good' | 'uncertain' | 'bad';

/** What the Explore page shows; all of it stands in the address. */
export interface ExploreSearch {
  asset?: string;
  q?: string;
  quality?: QualityFilter;
  sort?: SortKey;
  desc?: boolean;
  peek?: string;
}

export function exploreSearch(search: Record<string, unknown>): ExploreSearch {
  const asset = textOf(search, 'asset');
  const q = textOf(search, 'q');
  const peek = textOf(search, 'peek');
  const quality = (['good', 'uncertain', 'bad'] as const).find((one) => one === textOf(search, 'quality'));
  const sort = sortKeys.find((one) => one === textOf(search, 'sort'));
  return {
    ...(asset ? { asset } : {}),
    ...(q ? { q } : {}),
    ...(quality ? { quality } : {}),
    ...(sort && sort !== 'tag' ? { sort } : {}),
    ...(flagOf(search, 'desc') ? { desc: true } : {}),
    ...(peek ? { peek } : {}),
  };
}
