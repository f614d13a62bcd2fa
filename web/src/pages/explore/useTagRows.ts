import { useEffect, useMemo, useState } from 'react';
import type { Tag } from '../../api/types';
import { live } from '../../live/live';
import type { ExploreSearch } from './exploreSearch';
import { filterQuality, filterTags, needsValues, sortTags } from './tagRows';

const watchedAtMost = 20_000;
const reorderMs = 2000;

interface Rows {
  tags: readonly Tag[];
  /** How many rows there would be without the quality filter. */
  found: number;
  /** Too many tags to order all of them by live values. */
  partial: boolean;
}

/** The rows of the table. An order by live values is renewed every two seconds, so that rows do not dance under the cursor. */
export function useTagRows(all: readonly Tag[], search: ExploreSearch): Rows {
  const found = useMemo(() => filterTags(all, search.asset, search.q), [all, search.asset, search.q]);
  const dynamic = needsValues(search.sort, search.quality);
  const [round, setRound] = useState(0);

  useEffect(() => {
    if (!dynamic) return undefined;
    const release = live.watch(found.slice(0, watchedAtMost).map((tag) => tag.path));
    const first = setTimeout(() => setRound((before) => before + 1), 400);
    const timer = setInterval(() => setRound((before) => before + 1), reorderMs);
    return () => {
      release();
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [dynamic, found]);

  const tags = useMemo(() => {
    const valueOf = (path: string) => live.get(path);
    const kept = filterQuality(found, search.quality, valueOf);
    return search.sort || search.desc ? sortTags(kept, search.sort ?? 'tag', search.desc ?? false, valueOf) : kept;
    // A new round reads the live values again.
  }, [found, search.quality, search.sort, search.desc, round]);

  return { tags, found: found.length, partial: dynamic && found.length > watchedAtMost };
}
