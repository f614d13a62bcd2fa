import { useSyncExternalStore } from 'react';
import { address, get } from '../api/http';
import type { Page, Tag } from '../api/types';

/** Every tag of the plant with what does not change from second to second; loaded page by page, once for all views. */
export interface Catalog {
  tags: readonly Tag[];
  byPath: ReadonlyMap<string, Tag>;
  total: number;
  complete: boolean;
  error: Error | null;
}

const empty: Catalog = { tags: [], byPath: new Map(), total: 0, complete: false, error: null };
const firstPage = 1000;
const furtherPages = 10_000;

let catalog: Catalog = empty;
let running: AbortController | null = null;
const listeners = new Set<() => void>();

function publish(next: Catalog): void {
  catalog = next;
  for (const listener of listeners) listener();
}

/** Loads the catalog again; what is shown stays until the new one is whole. */
export async function loadCatalog(): Promise<void> {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  const replacing = catalog.complete;
  const tags: Tag[] = [];
  const byPath = new Map<string, Tag>();
  let after: string | number | null = null;
  try {
    do {
      const page: Page<Tag> = await get<Page<Tag>>(
        address('/tags', { limit: after === null ? firstPage : furtherPages, after: after ?? undefined }),
        mine.signal,
      );
      for (const tag of page.items) {
        tags.push(tag);
        byPath.set(tag.path, tag);
      }
      after = page.items.length > 0 ? page.next : null;
      const total = Math.max(page.total ?? tags.length, tags.length);
      if (!replacing || after === null) publish({ tags: tags.slice(), byPath: new Map(byPath), total, complete: after === null, error: null });
    } while (after !== null);
  } catch (error) {
    if (mine.signal.aborted) return;
    publish({ ...catalog, error: error instanceof Error ? error : new Error(String(error)) });
  } finally {
    if (running === mine) running = null;
  }
}

export function forgetCatalog(): void {
  running?.abort();
  running = null;
  publish(empty);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (!catalog.complete && !running) void loadCatalog();
  return () => {
    listeners.delete(listener);
  };
}

export const catalogTotal = (): number | null => (catalog.complete ? catalog.total : null);

export function useCatalog(): Catalog {
  return useSyncExternalStore(subscribe, () => catalog);
}
