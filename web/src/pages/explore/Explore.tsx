import './explore.css';
import { SegmentedControl, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { assetsQuery, nodeQuery } from '../../api/queries';
import type { Tag } from '../../api/types';
import { formatCount } from '../../format/number';
import { loadCatalog, useCatalog } from '../../live/catalog';
import { Icon } from '../../parts/icons';
import { Empty, Failure, SkeletonRows } from '../../parts/Message';
import { AssetTree } from './AssetTree';
import type { ExploreSearch, QualityFilter, SortKey } from './exploreSearch';
import { Peek } from './Peek';
import { TagTable } from './TagTable';
import { useTagRows } from './useTagRows';

/** The plant tree on the left, its tags with live values on the right. */
export function Explore() {
  const search = useSearch({ from: '/frame/explore' });
  const navigate = useNavigate({ from: '/explore' });
  const assets = useQuery(assetsQuery);
  const node = useQuery(nodeQuery);
  const catalog = useCatalog();
  const { tags, found, partial } = useTagRows(catalog.tags, search);
  const peeked = search.peek ? catalog.byPath.get(search.peek) : undefined;

  const set = useCallback(
    (change: Partial<Record<keyof ExploreSearch, string | boolean | undefined>>, replace = true) =>
      void navigate({ search: (before: ExploreSearch) => ({ ...before, ...change }) as ExploreSearch, replace }),
    [navigate],
  );
  const onPeek = useCallback((tag: Tag | undefined) => set({ peek: tag?.path }), [set]);
  const onOpen = useCallback((tag: Tag) => void navigate({ to: '/tags/$', params: { _splat: tag.path } }), [navigate]);
  const onTrend = useCallback((tag: Tag) => void navigate({ to: '/trends', search: { pane: [tag.path] } }), [navigate]);
  const onSort = (key: SortKey) => {
    const current = search.sort ?? 'tag';
    set({ sort: key === 'tag' ? undefined : key, desc: key === current ? !search.desc : false });
  };

  const counts = node.data?.tags;
  const qualities = useMemo(
    () => [
      { value: 'all', label: 'All' },
      { value: 'good', label: 'Good' },
      { value: 'uncertain', label: counts?.uncertain ? `Uncertain ${formatCount(counts.uncertain)}` : 'Uncertain' },
      { value: 'bad', label: counts?.bad ? `Bad ${formatCount(counts.bad)}` : 'Bad' },
    ],
    [counts?.uncertain, counts?.bad],
  );

  const empty = catalog.error ? (
    <Failure what="The tags cannot be listed" error={catalog.error} retry={() => void loadCatalog()} />
  ) : !catalog.complete && catalog.tags.length === 0 ? (
    <SkeletonRows rows={16} />
  ) : catalog.total === 0 ? (
    <Empty icon="tag" title="No tags yet" action={<Link to="/connections">See the connections</Link>}>
      Here stand the values of all tags as they come. Add a connection with tags to plant.yaml; they appear without a restart.
    </Empty>
  ) : (
    <Empty icon="search" title="No tag fits">
      Nothing {search.asset ? `in ${search.asset} ` : ''}has {search.quality ? `quality ${search.quality}` : 'all of these words'}. Take away a word or the quality filter.
    </Empty>
  );

  return (
    <div className="explore" data-testid="explore">
      <AssetTree assets={assets.data ?? []} selected={search.asset} total={catalog.total} onSelect={(asset) => set({ asset, peek: undefined }, false)} />
      <div className="explore-table panel">
        <div className="explore-head">
          <TextInput
            className="explore-filter"
            value={search.q ?? ''}
            onChange={(event) => set({ q: event.currentTarget.value || undefined })}
            placeholder="Filter by path, description, source"
            aria-label="Filter the tags"
            leftSection={<Icon name="search" size={14} />}
            data-testid="tag-filter"
          />
          <SegmentedControl
            data={qualities}
            value={search.quality ?? 'all'}
            onChange={(value) => set({ quality: value === 'all' ? undefined : (value as QualityFilter) })}
            aria-label="Quality"
            data-testid="quality-filter"
          />
          <span className="explore-count muted" data-testid="tag-count">
            {formatCount(tags.length)}
            {tags.length === found ? '' : ` of ${formatCount(found)}`} tags
            {catalog.complete ? '' : `, loading ${formatCount(catalog.tags.length)} of ${formatCount(catalog.total)}`}
            {partial ? ', ordered by the first 20,000' : ''}
          </span>
          <span className="explore-keys muted">
            <span className="kbd">Space</span> preview <span className="kbd">Enter</span> open <span className="kbd">T</span> trend
          </span>
        </div>
        <TagTable
          tags={tags}
          prefix={search.asset ? search.asset.length + 1 : 0}
          sort={search.sort ?? 'tag'}
          desc={search.desc ?? false}
          peek={search.peek}
          onSort={onSort}
          onPeek={onPeek}
          onOpen={onOpen}
          onTrend={onTrend}
          empty={empty}
        />
        {peeked ? <Peek key={peeked.path} tag={peeked} onClose={() => onPeek(undefined)} /> : null}
      </div>
    </div>
  );
}
