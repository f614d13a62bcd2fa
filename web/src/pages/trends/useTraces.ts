import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { fetchHistory } from '../../api/queries';
import type { Tag } from '../../api/types';
import { qualityRank } from '../../format/quality';
import { serverNow } from '../../live/clock';
import { live } from '../../live/live';
import { appendTail, buildTrace, type TailSample, type Trace } from './trace';
import type { View } from './trendSearch';

const tailSamples = 4000;
const liveTailSpanMs = 24 * 3_600_000;

/** How often a followed range is asked for again: about once a pixel, never more than every 5 s. */
export const refetchMs = (spanMs: number, points: number): number => Math.min(60_000, Math.max(5000, spanMs / points));

/** The traces of all tags of a chart: one request for what is seen, and live samples at its end while the present is followed. */
export function useTraces(tags: readonly string[], view: View, points: number, byPath: ReadonlyMap<string, Tag>) {
  const follow = view.kind === 'follow';
  const spanMs = follow ? view.spanMs : view.to - view.from;
  const query = useQuery({
    queryKey: ['history', tags, follow ? view.spanMs : [view.from, view.to], points],
    queryFn: ({ signal }) => {
      const to = follow ? serverNow() : view.to;
      return fetchHistory(tags, new Date(to - spanMs).toISOString(), new Date(to).toISOString(), points, signal);
    },
    enabled: tags.length > 0 && points > 0,
    refetchInterval: follow ? refetchMs(spanMs, points) : false,
    staleTime: follow ? 0 : 30_000,
    placeholderData: keepPreviousData,
  });

  const tails = useRef(new Map<string, TailSample[]>());
  const [round, setRound] = useState(0);
  const withTail = follow && spanMs <= liveTailSpanMs;
  const key = tags.join(',');
  useEffect(() => {
    if (!withTail || key === '') return undefined;
    const wanted = new Set(key.split(','));
    const kept = tails.current;
    const release = live.watch([...wanted]);
    const stop = live.onValue((path, value) => {
      if (!wanted.has(path) || Array.isArray(value.value)) return;
      let tail = kept.get(path);
      if (!tail) kept.set(path, (tail = []));
      if ((tail.at(-1)?.t ?? -Infinity) >= value.time) return;
      tail.push({ t: value.time, v: value.value as TailSample['v'], q: qualityRank(value.code) });
      if (tail.length > tailSamples) tail.splice(0, tail.length - tailSamples);
    });
    const timer = setInterval(() => setRound((before) => before + 1), 1000);
    return () => {
      release();
      stop();
      clearInterval(timer);
      kept.clear();
    };
  }, [withTail, key]);

  const base = useMemo(
    () => new Map((query.data?.series ?? []).map((series) => [series.tag, buildTrace(series, byPath.get(series.tag))])),
    [query.data, byPath],
  );
  const traces = useMemo(() => {
    if (!withTail) return base;
    const joined = new Map<string, Trace>();
    for (const [tag, trace] of base) joined.set(tag, appendTail(trace, tails.current.get(tag) ?? []));
    return joined;
    // Each round takes in the live samples of the last second.
  }, [base, withTail, round]);

  return { traces, query };
}
