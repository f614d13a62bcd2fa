import { describe, expect, it } from 'vitest';
import { SparkBatch } from './sparkBatch';

function build(fail = false) {
  const asked: string[][] = [];
  const timers: (() => void)[] = [];
  const state = { now: 0 };
  const batch = new SparkBatch<string>({
    fetch: (paths) => {
      asked.push([...paths]);
      return fail ? Promise.reject(new Error('down')) : Promise.resolve(new Map(paths.map((path) => [path, `data of ${path}`])));
    },
    after: (_ms, action) => timers.push(action),
    now: () => state.now,
  });
  const settle = async () => {
    for (const action of timers.splice(0)) action();
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
  };
  return { batch, asked, settle, state };
}

describe('sparklines', () => {
  it('of cells that appear together are asked for in one request', async () => {
    const { batch, asked, settle } = build();
    let told = 0;
    batch.listen('a', () => told++);
    batch.listen('b', () => told++);
    await settle();
    expect(asked).toEqual([['a', 'b']]);
    expect(told).toBe(2);
    expect(batch.get('a')).toBe('data of a');
  });
  it('of many cells are split into requests of bounded size', async () => {
    const { batch, asked, settle } = build();
    for (let i = 0; i < 95; i++) batch.listen(`t${i}`, () => undefined);
    await settle();
    expect(asked.map((one) => one.length)).toEqual([40, 40, 15]);
  });
  it('of a cell that scrolled away before the request are not asked for', async () => {
    const { batch, asked, settle } = build();
    batch.listen('a', () => undefined)();
    batch.listen('b', () => undefined);
    await settle();
    expect(asked).toEqual([['b']]);
  });
  it('are kept while fresh and asked for again when old', async () => {
    const { batch, asked, settle, state } = build();
    batch.listen('a', () => undefined);
    await settle();
    batch.refresh();
    await settle();
    expect(asked).toHaveLength(1);
    state.now = 25_000;
    batch.refresh();
    await settle();
    expect(asked).toHaveLength(2);
  });
  it('that fail leave the cell empty and are tried later, not at once', async () => {
    const { batch, asked, settle, state } = build(true);
    batch.listen('a', () => undefined);
    await settle();
    expect(batch.get('a')).toBeUndefined();
    batch.refresh();
    await settle();
    expect(asked).toHaveLength(1);
    state.now = 25_000;
    batch.refresh();
    await settle();
    expect(asked).toHaveLength(2);
  });
});
