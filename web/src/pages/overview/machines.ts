import type { Asset, Tag } from '../../api/types';

export interface LineGroup {
  path: string;
  title: string;
  machines: Asset[];
}

/** Machines by the line they stand on, in the order of the plant tree. */
export function groupMachines(assets: readonly Asset[]): LineGroup[] {
  const groups = new Map<string, LineGroup>();
  for (const asset of assets) {
    if (asset.level !== 'machine' && asset.state === null) continue;
    const parent = asset.path.includes('/') ? asset.path.slice(0, asset.path.lastIndexOf('/')) : '';
    let group = groups.get(parent);
    if (!group) groups.set(parent, (group = { path: parent, title: parent.replaceAll('/', ' / ') || 'Plant', machines: [] }));
    group.machines.push(asset);
  }
  return [...groups.values()];
}

const telling = ['power', 'temperature', 'pressure', 'vibration', 'speed', 'flow', 'current', 'level', 'torque', 'load'];

/**
 * The few numbers that stand for a machine: measured ones with a unit, telling quantities first, no two of the same unit,
 * no counters and no setpoints.
 */
export function keyTags(tags: readonly Tag[], count: number): Tag[] {
  const scored = tags
    .filter((tag) => tag.unit !== null && tag.states === null && /^(u?int|float|double|single|decimal)/i.test(tag.type))
    .map((tag) => ({ tag, score: score(tag) }))
    .sort((a, b) => b.score - a.score);
  const chosen: Tag[] = [];
  for (const { tag } of scored) {
    if (chosen.length === count) break;
    if (!chosen.some((one) => one.unit?.symbol === tag.unit?.symbol)) chosen.push(tag);
  }
  return chosen;
}

function score(tag: Tag): number {
  const name = tag.name.toLowerCase();
  const at = telling.findIndex((word) => name.includes(word));
  return (at < 0 ? 0 : telling.length - at + 2) - (/set_?point|limit|total|count|target/.test(name) ? 20 : 0) - (tag.writable ? 10 : 0);
}

/** Tags by the asset that owns them directly. */
export function tagsByAsset(tags: readonly Tag[]): Map<string, Tag[]> {
  const map = new Map<string, Tag[]>();
  for (const tag of tags) {
    const list = map.get(tag.asset);
    if (list) list.push(tag);
    else map.set(tag.asset, [tag]);
  }
  return map;
}

/** How many of the listed tags lie in or below each asset. */
export function countByAsset(paths: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const path of paths) {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const asset = path.slice(0, at);
      counts.set(asset, (counts.get(asset) ?? 0) + 1);
    }
  }
  return counts;
}
