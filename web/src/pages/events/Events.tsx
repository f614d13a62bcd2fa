import './events.css';
import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { conditionsQuery, eventsPage, sessionQuery } from '../../api/queries';
import type { PlantEvent } from '../../api/types';
import { formatCount } from '../../format/number';
import { Icon } from '../../parts/icons';
import { Empty, Failure, SkeletonRows } from '../../parts/Message';
import { Shape } from '../../parts/Shape';
import { ActDialog } from './ActDialog';
import { EventTable } from './EventTable';
import { mergeEvents, sortStanding } from './eventRows';
import { StandingTable } from './StandingTable';
import { useLiveEvents } from './useLiveEvents';

const severities = [
  { value: '1', label: 'All' },
  { value: '401', label: 'Medium' },
  { value: '601', label: 'High' },
  { value: '801', label: 'Critical' },
];

/** What stands now and needs somebody, and below it what happened, as it comes. */
export function Events() {
  const search = useSearch({ from: '/frame/events' });
  const navigate = useNavigate({ from: '/events' });
  const queries = useQueryClient();
  const { data: user } = useQuery(sessionQuery);
  const standing = useQuery(conditionsQuery);
  const least = Number(search.severity ?? 1);
  const pages = useInfiniteQuery({
    queryKey: ['events', least],
    queryFn: ({ pageParam, signal }) => eventsPage(least, pageParam, signal),
    initialPageParam: null as string | number | null,
    getNextPageParam: (last) => last.next,
    staleTime: Infinity,
  });
  const heard = useCallback(() => void queries.invalidateQueries({ queryKey: ['conditions'] }), [queries]);
  const news = useLiveEvents(heard);
  const [acting, setActing] = useState<PlantEvent | null>(null);
  const kept = useMemo(() => pages.data?.pages.flatMap((page) => page.items) ?? [], [pages.data]);
  const rows = useMemo(() => mergeEvents(news.events, kept, search.q ?? '', least), [news.events, kept, search.q, least]);
  const conditions = useMemo(() => sortStanding(mergeEvents([], standing.data?.items ?? [], search.q ?? '', least)), [standing.data, search.q, least]);
  const standingIds = useMemo(() => new Set(standing.data?.items.map((event) => event.id) ?? []), [standing.data]);
  const waiting = conditions.filter((event) => !event.condition?.acknowledged).length;
  const isEmpty = pages.data !== undefined && rows.length === 0;

  return (
    <div className="page" data-testid="events">
      <div className="page-head">
        <h1>Events</h1>
        <TextInput
          value={search.q ?? ''}
          onChange={(event) => void navigate({ search: (before) => ({ ...before, q: event.currentTarget.value || undefined }), replace: true })}
          placeholder="Filter by place, message, type"
          aria-label="Filter the events"
          leftSection={<Icon name="search" size={14} />}
          data-testid="event-filter"
        />
        <SegmentedControl
          data={severities}
          value={String(least)}
          onChange={(value) => void navigate({ search: (before) => ({ ...before, severity: value === '1' ? undefined : value }), replace: true })}
          aria-label="Least severity"
        />
        <span className="grow" />
        {news.missed > 0 ? (
          <span className="state-word">
            <Shape attention="low" />
            {formatCount(news.missed)} events came too fast to show; they are kept
          </span>
        ) : null}
      </div>
      <section className="panel standing">
        <div className="panel-head">
          <h2>Standing now</h2>
          <span className="muted" data-testid="standing-count">
            {conditions.length === 0 ? 'nothing' : `${formatCount(conditions.length)}, ${formatCount(waiting)} unacknowledged`}
          </span>
        </div>
        {standing.isError && !standing.data ? <Failure what="The conditions cannot be read" error={standing.error} retry={() => void standing.refetch()} /> : null}
        {conditions.length > 0 ? (
          <div className="table-scroll">
            <StandingTable events={conditions} mayAct={user !== undefined && user.role !== 'viewer'} act={setActing} />
          </div>
        ) : standing.data ? (
          <p className="panel-body muted">No condition is active or waits to be acknowledged.</p>
        ) : null}
      </section>
      <div className="panel table-scroll">
        {pages.isPending ? <SkeletonRows /> : null}
        {pages.isError && kept.length === 0 ? <Failure what="The events cannot be read" error={pages.error} retry={() => void pages.refetch()} /> : null}
        {isEmpty && kept.length === 0 && !search.q ? (
          <Empty icon="events" title="Nothing has happened in the last day">
            Here stands what machines report, as it comes. Give an OPC UA connection <code>events:</code> to listen to it.
          </Empty>
        ) : null}
        {isEmpty && (kept.length > 0 || search.q) ? (
          <Empty icon="search" title="No event fits">
            None of the {formatCount(kept.length)} newest has all of these words. Take one away, or load older events.
          </Empty>
        ) : null}
        {rows.length > 0 ? <EventTable events={rows} standing={standingIds} /> : null}
      </div>
      {pages.hasNextPage ? (
        <div className="event-more">
          <Button variant="default" onClick={() => void pages.fetchNextPage()} disabled={pages.isFetchingNextPage}>
            {pages.isFetchingNextPage ? 'Loading …' : 'Load older events'}
          </Button>
        </div>
      ) : null}
      {acting ? <ActDialog event={acting} close={() => setActing(null)} /> : null}
    </div>
  );
}
