import { beforeEach, describe, expect, it } from 'vitest';
import { LiveClient, type Socket } from './liveClient';

class FakeSocket implements Socket {
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  readonly sent: Record<string, string[]>[] = [];
  closed = false;
  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, string[]>);
  }
  close(): void {
    this.closed = true;
  }
  open(): void {
    this.onopen?.(undefined as never);
  }
  say(message: unknown): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  drop(): void {
    this.onclose?.(undefined as never);
  }
}

interface Timer {
  at: number;
  action: () => void;
}

let now = 0;
let timers: Timer[] = [];
let frames: (() => void)[] = [];
let sockets: FakeSocket[] = [];
let client: LiveClient;

const pass = (ms: number) => {
  const until = now + ms;
  for (;;) {
    const next = timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
    if (!next) break;
    timers = timers.filter((timer) => timer !== next);
    now = next.at;
    next.action();
  }
  now = until;
};
const frame = () => {
  const due = frames;
  frames = [];
  for (const action of due) action();
};
const socket = (at = sockets.length - 1): FakeSocket => {
  const found = sockets[at];
  if (!found) throw new Error('no socket was opened');
  return found;
};
const value = (path: string, v: number, t: number) => [path, v, 0, t, String(v)];

beforeEach(() => {
  now = 0;
  timers = [];
  frames = [];
  sockets = [];
  client = new LiveClient({
    connect: () => {
      const made = new FakeSocket();
      sockets.push(made);
      return made;
    },
    now: () => now,
    random: () => 0.5,
    after: (ms, action) => {
      const timer = { at: now + ms, action };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    nextFrame: (action) => frames.push(action),
  });
  client.start();
});

describe('the live client', () => {
  it('asks in one message for tags that appear together', () => {
    socket().open();
    client.listen('a', () => undefined);
    client.listen('b', () => undefined);
    pass(50);
    expect(socket().sent).toEqual([{ subscribe: ['a', 'b'] }]);
  });
  it('tells a listener once a frame, with the newest value', () => {
    socket().open();
    let calls = 0;
    client.listen('a', () => calls++);
    pass(50);
    socket().say({ values: [value('a', 1, 10)] });
    socket().say({ values: [value('a', 2, 20), value('a', 3, 30)] });
    expect(calls).toBe(0);
    frame();
    expect(calls).toBe(1);
    expect(client.get('a')).toEqual({ value: 3, code: 0, time: 30, text: '3' });
  });
  it('asks for events while somebody listens, again after a break, and hands them on', () => {
    const heard: string[] = [];
    const stop = client.onEvents((events, missed) => heard.push(`${events.length} ${missed}`));
    expect(socket().sent).toEqual([]);
    socket().open();
    expect(socket().sent).toEqual([{ subscribeEvents: true }]);
    socket().say({ events: [{ id: '1' }], eventsMissed: 3 });
    expect(heard).toEqual(['1 3']);
    socket().drop();
    pass(1000);
    socket().open();
    expect(socket().sent).toEqual([{ subscribeEvents: true }]);
    stop();
    expect(socket().sent).toEqual([{ subscribeEvents: true }, { subscribeEvents: false }]);
  });
  it('does not disturb listeners of other tags', () => {
    socket().open();
    let calls = 0;
    client.listen('b', () => calls++);
    socket().say({ values: [value('a', 1, 10)] });
    frame();
    expect(calls).toBe(0);
  });
  it('passes every sample on to those who draw', () => {
    socket().open();
    const seen: number[] = [];
    client.onValue((_path, live) => seen.push(live.time));
    socket().say({ values: [value('a', 1, 10), value('a', 2, 20)] });
    expect(seen).toEqual([10, 20]);
  });
  it('keeps a tag for a while after the last view has let go of it, then unsubscribes', () => {
    socket().open();
    const first = client.watch(['a']);
    const second = client.watch(['a']);
    pass(50);
    first();
    first();
    pass(5000);
    socket().say({});
    expect(socket().sent).toHaveLength(1);
    second();
    pass(2000);
    expect(socket().sent).toHaveLength(1);
    pass(2000);
    expect(socket().sent.at(-1)).toEqual({ unsubscribe: ['a'] });
  });
  it('cuts a long list into messages of bounded size', () => {
    socket().open();
    client.watch(Array.from({ length: 1100 }, (_, i) => `t${i}`));
    pass(50);
    expect(socket().sent.map((one) => one['subscribe']?.length)).toEqual([500, 500, 100]);
  });
  it('says that values are paused, keeps them, and subscribes again on the next connection', () => {
    socket().open();
    client.listen('a', () => undefined);
    pass(50);
    socket().say({ values: [value('a', 1, 10)] });
    socket().drop();
    expect(client.status.kind).toBe('paused');
    expect(client.get('a')?.value).toBe(1);
    pass(600);
    expect(sockets).toHaveLength(2);
    socket().open();
    pass(50);
    expect(client.status.kind).toBe('open');
    expect(socket().sent).toEqual([{ subscribe: ['a'] }]);
  });
  it('waits longer after each failure, at most 15 s, and remembers since when it is down', () => {
    const waits: number[] = [];
    for (let i = 0; i < 8; i++) {
      socket().drop();
      const status = client.status;
      if (status.kind !== 'paused') throw new Error('not paused');
      expect(status.since).toBe(0);
      waits.push(status.retryAt - now);
      pass(status.retryAt - now);
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  });
  it('starts from the shortest wait once it was connected', () => {
    socket().drop();
    pass(500);
    socket().drop();
    pass(1000);
    socket().open();
    socket().drop();
    expect(client.status).toEqual({ kind: 'paused', since: now, retryAt: now + 500 });
  });
  it('takes a long silence for a dead connection', () => {
    socket().open();
    pass(9000);
    socket().say({ node: {} });
    pass(9000);
    expect(client.status.kind).toBe('open');
    pass(1500);
    expect(client.status.kind).toBe('paused');
  });
  it('tries at once when asked', () => {
    socket().drop();
    client.retryNow();
    expect(sockets).toHaveLength(2);
    pass(500);
    expect(sockets).toHaveLength(2);
  });
  it('ignores an old connection that speaks or closes late', () => {
    const old = socket();
    old.drop();
    pass(500);
    socket().open();
    old.say({ values: [value('a', 9, 9)] });
    old.drop();
    expect(client.get('a')).toBeUndefined();
    expect(client.status.kind).toBe('open');
  });
  it('forgets everything when it is stopped', () => {
    socket().open();
    client.stop();
    expect(socket().closed).toBe(true);
    pass(60_000);
    expect(sockets).toHaveLength(1);
    expect(client.status.kind).toBe('idle');
  });
});
