import './overview.css';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { address, get } from '../../api/http';
import { assetsQuery, fetchHistory } from '../../api/queries';
import type { Page, Series, Tag } from '../../api/types';
import { useCatalog } from '../../live/catalog';
import { Empty, Failure, SkeletonRows } from '../../parts/Message';
import { Hints } from './Hints';
import { countByAsset, groupMachines, keyTags, tagsByAsset } from './machines';
import { MachineTile } from './MachineTile';
import { PlantLine } from './PlantLine';

const tagsPerRequest = 40;

async function fetchRibbons(tags: readonly string[], signal: AbortSignal): Promise<Map<string, Series>> {
  const found = new Map<string, Series>();
  for (let at = 0; at < tags.length; at += tagsPerRequest) {
    const history = await fetchHistory(tags.slice(at, at + tagsPerRequest), 'now-8h', 'now', 1000, signal);
    for (const series of history.series) found.set(series.tag, series);
  }
  return found;
}

export function Overview() {
  const assets = useQuery(assetsQuery);
  const catalog = useCatalog();
  const bad = useQuery({
    queryKey: ['bad-tags'],
    queryFn: ({ signal }) => get<Page<Tag>>(address('/tags', { quality: 'bad', limit: 1000 }), signal),
    refetchInterval: 10_000,
  });
  const groups = useMemo(() => groupMachines(assets.data ?? []), [assets.data]);
  const owned = useMemo(() => tagsByAsset(catalog.tags), [catalog.tags]);
  const keys = useMemo(() => new Map([...owned].map(([asset, tags]) => [asset, keyTags(tags, 2)])), [owned]);
  const badCounts = useMemo(() => countByAsset((bad.data?.items ?? []).map((tag) => tag.path)), [bad.data]);
  const stateTags = useMemo(() => [...new Set((assets.data ?? []).flatMap((asset) => (asset.state ? [asset.state.tag] : [])))], [assets.data]);
  const ribbons = useQuery({
    queryKey: ['ribbons', stateTags],
    queryFn: ({ signal }) => fetchRibbons(stateTags, signal),
    enabled: stateTags.length > 0,
    refetchInterval: 60_000,
    staleTime: 30_000,
    placeholderData: keepPreviousData,
  });

  return (
    <div className="page overview" data-testid="overview">
      <PlantLine />
      <Hints />
      {assets.isPending ? <SkeletonRows /> : null}
      {assets.isError ? <Failure what="The machines cannot be listed" error={assets.error} retry={() => void assets.refetch()} /> : null}
      {assets.data && groups.length === 0 ? (
        <Empty icon="machine" title="No machines yet" action={<Link to="/settings">See the configuration</Link>}>
          Here stands a tile for every machine of the plant with its state and key values. Describe machines under “assets” in plant.yaml.
        </Empty>
      ) : null}
      <div className="line-groups">
        {groups.map((group) => (
          <section key={group.path} className="line-group">
            <h2>
              <Link to="/explore" search={{ asset: group.path }}>
                {group.title}
              </Link>{' '}
              <span className="muted">{group.machines.length}</span>
            </h2>
            <div className="tiles">
              {group.machines.map((asset) => (
                <MachineTile
                  key={asset.path}
                  asset={asset}
                  tags={keys.get(asset.path) ?? []}
                  bad={badCounts.get(asset.path) ?? 0}
                  stateTag={asset.state ? catalog.byPath.get(asset.state.tag) : undefined}
                  ribbon={asset.state ? ribbons.data?.get(asset.state.tag) : undefined}
                />
              ))}
            </div>
          </section>
        ))}
      </div>
    </div>
  );
}
