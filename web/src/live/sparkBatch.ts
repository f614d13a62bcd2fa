/** Collects what many table cells ask for into few requests: cells that appear together are asked for together. */
export interface SparkBatchParts<T> {
  fetch: (paths: readonly string[]) => Promise<ReadonlyMap<string, T>>;
  after: (ms: number, action: () => void) => void;
  now: () => number;
}

const gatherMs = 60;
const freshMs = 20_000;
const tagsPerRequest = 40;
const keptTags = 2000;

interface Entry<T> {
  data: T | undefined;
  at: number;
}

export class SparkBatch<T> {
  private readonly parts: SparkBatchParts<T>;
  private readonly entries = new Map<string, Entry<T>>();
  private readonly listeners = new Map<string, Set<() => void>>();
  private readonly wanted = new Set<string>();
  private readonly flying = new Set<string>();
  private planned = false;

  constructor(parts: SparkBatchParts<T>) {
    this.parts = parts;
  }

  get(path: string): T | undefined {
    return this.entries.get(path)?.data;
  }

  listen(path: string, listener: () => void): () => void {
    let all = this.listeners.get(path);
    if (!all) this.listeners.set(path, (all = new Set()));
    all.add(listener);
    this.want(path);
    return () => {
      all.delete(listener);
      if (all.size === 0) {
        this.listeners.delete(path);
        this.wanted.delete(path);
      }
    };
  }

  /** Asks again for everything that is on the page and has become old. */
  refresh(): void {
    for (const path of this.listeners.keys()) this.want(path);
  }

  private want(path: string): void {
    const entry = this.entries.get(path);
    if (this.flying.has(path) || (entry && this.parts.now() - entry.at < freshMs)) return;
    this.wanted.add(path);
    if (this.planned) return;
    this.planned = true;
    this.parts.after(gatherMs, () => {
      this.planned = false;
      this.send();
    });
  }

  private send(): void {
    const paths = [...this.wanted];
    this.wanted.clear();
    for (let at = 0; at < paths.length; at += tagsPerRequest) void this.ask(paths.slice(at, at + tagsPerRequest));
  }

  private async ask(paths: readonly string[]): Promise<void> {
    for (const path of paths) this.flying.add(path);
    let answer: ReadonlyMap<string, T> = new Map();
    try {
      answer = await this.parts.fetch(paths);
    } catch {
      // A sparkline is a decoration of a live value; the next refresh asks again, and the page shows a lost server elsewhere.
    }
    for (const path of paths) {
      this.flying.delete(path);
      this.entries.delete(path);
      this.entries.set(path, { data: answer.get(path), at: this.parts.now() });
      for (const listener of this.listeners.get(path) ?? []) listener();
    }
    for (const old of this.entries.keys()) {
      if (this.entries.size <= keptTags) break;
      if (!this.listeners.has(old)) this.entries.delete(old);
    }
  }
}
