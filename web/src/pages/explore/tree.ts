import type { Asset } from '../../api/types';

export interface TreeRow {
  asset: Asset;
  depth: number;
  hasChildren: boolean;
  open: boolean;
  /** Whether the search itself found this row; ancestors of a found row stay without being found. */
  matched: boolean;
}

const parentOf = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '');

/** The paths from the first level down to the given one, both included. */
export function ancestorsOf(path: string): string[] {
  const found: string[] = [];
  for (let at: string = path; at !== ''; at = parentOf(at)) found.unshift(at);
  return found;
}

/**
 * The rows of the plant tree that are to be seen. Without a search, children of open rows; with one, every row that holds all
 * words, together with its ancestors, all open.
 */
export function treeRows(assets: readonly Asset[], open: ReadonlySet<string>, search: string): TreeRow[] {
  const parents = new Set(assets.map((asset) => parentOf(asset.path)));
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const rows: TreeRow[] = [];
  if (words.length === 0) {
    const visible = new Set(['']);
    for (const asset of assets) {
      if (!visible.has(parentOf(asset.path))) continue;
      const isOpen = open.has(asset.path);
      if (isOpen) visible.add(asset.path);
      rows.push({ asset, depth: depthOf(asset.path), hasChildren: parents.has(asset.path), open: isOpen, matched: true });
    }
    return rows;
  }
  const matched = new Set<string>();
  const kept = new Set<string>();
  for (const asset of assets) {
    const text = `${asset.path} ${asset.type ?? ''} ${asset.description ?? ''}`.toLowerCase();
    const own = `${asset.name} ${asset.type ?? ''} ${asset.description ?? ''}`.toLowerCase();
    if (!words.every((word) => text.includes(word)) || !words.some((word) => own.includes(word))) continue;
    matched.add(asset.path);
    for (const path of ancestorsOf(asset.path)) kept.add(path);
  }
  const keptParents = new Set([...kept].map(parentOf));
  for (const asset of assets) {
    if (!kept.has(asset.path)) continue;
    rows.push({ asset, depth: depthOf(asset.path), hasChildren: keptParents.has(asset.path), open: true, matched: matched.has(asset.path) });
  }
  return rows;
}

const depthOf = (path: string): number => path.split('/').length - 1;
