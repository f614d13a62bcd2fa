import { useCallback, useSyncExternalStore } from 'react';
import { fetchHistory } from '../api/queries';
import type { Series } from '../api/types';
import { SparkBatch } from './sparkBatch';

/** The last ten minutes of the tags that are on the page. */
const sparks = new SparkBatch<Series>({
  fetch: async (paths) => {
    const history = await fetchHistory(paths, 'now-10m', 'now', 60);
    return new Map(history.series.map((series) => [series.tag, series]));
  },
  after: (ms, action) => void setTimeout(action, ms),
  now: () => Date.now(),
});

setInterval(() => {
  if (!document.hidden) sparks.refresh();
}, 10_000);

export function useSpark(path: string | null): Series | undefined {
  const subscribe = useCallback(
    (changed: () => void) => (path === null ? () => undefined : sparks.listen(path, changed)),
    [path],
  );
  return useSyncExternalStore(subscribe, () => (path === null ? undefined : sparks.get(path)));
}
