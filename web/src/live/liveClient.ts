import type { ConnectionState, PlantEvent, TagValue } from '../api/types';

/** The newest value of a tag as the live stream carries it; `time` in milliseconds since 1970. */
export interface LiveValue {
  value: TagValue;
  code: number;
  time: number;
  text: string;
}

export type LiveStatus =
  | { kind: 'idle' }
  | { kind: 'connecting' }
  | { kind: 'open' }
  | { kind: 'paused'; since: number; retryAt: number };

export interface ConnectionChange {
  name: string;
  state: ConnectionState;
  since: string;
  cause: string | null;
}

/** The part of a browser's WebSocket that the client uses. */
export interface Socket {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: never) => void) | null;
  send(text: string): void;
  close(): void;
}

export interface LiveClientParts {
  connect: () => Socket;
  now: () => number;
  random: () => number;
  /** Runs the action once after so many milliseconds; gives what cancels it. */
  after: (ms: number, action: () => void) => () => void;
  /** Runs the action before the next paint; several messages within a frame become one notification. */
  nextFrame: (action: () => void) => void;
}

interface Message {
  values?: [string, TagValue, number, number, string][];
  connections?: ConnectionChange[];
  node?: Record<string, unknown>;
  events?: PlantEvent[];
  eventsMissed?: number;
  error?: { code: string; detail: string };
}

const sendDelayMs = 30;
const lingerMs = 3000;
const pathsPerMessage = 500;
const firstRetryMs = 500;
const longestRetryMs = 15_000;
const silentMs = 10_000;

/**
 * One WebSocket for a whole page: tags are watched while somebody listens, values are conflated to the newest per tag
 * and frame, and a lost connection is tried again with growing, jittered pauses.
 */
export class LiveClient {
  private readonly parts: LiveClientParts;
  private readonly values = new Map<string, LiveValue>();
  private readonly listeners = new Map<string, Set<() => void>>();
  private readonly counts = new Map<string, number>();
  private readonly subscribed = new Set<string>();
  private readonly dirty = new Set<string>();
  private readonly statusListeners = new Set<() => void>();
  private readonly connectionListeners = new Set<(changes: ConnectionChange[]) => void>();
  private readonly nodeListeners = new Set<(node: Record<string, unknown>) => void>();
  private readonly eventListeners = new Set<(events: PlantEvent[], missed: number) => void>();
  private readonly valueListeners = new Set<(path: string, value: LiveValue) => void>();
  private socket: Socket | null = null;
  private failures = 0;
  private pausedSince: number | null = null;
  private cancelRetry: (() => void) | null = null;
  private cancelWatchdog: (() => void) | null = null;
  private sendPlanned = false;
  private framePlanned = false;
  private current: LiveStatus = { kind: 'idle' };

  constructor(parts: LiveClientParts) {
    this.parts = parts;
  }

  get status(): LiveStatus {
    return this.current;
  }

  /** How many attempts in a row have failed; the page asks for the session again when they go on. */
  get failedAttempts(): number {
    return this.failures;
  }

  start(): void {
    if (this.current.kind === 'idle') this.open();
  }

  stop(): void {
    this.cancelRetry?.();
    this.cancelRetry = null;
    this.drop();
    this.subscribed.clear();
    this.values.clear();
    this.failures = 0;
    this.pausedSince = null;
    this.setStatus({ kind: 'idle' });
  }

  retryNow(): void {
    if (this.current.kind !== 'paused') return;
    this.cancelRetry?.();
    this.open();
  }

  get(path: string): LiveValue | undefined {
    return this.values.get(path);
  }

  /** Keeps tags subscribed until the returned function is called; counted, so that several views may watch one tag. */
  watch(paths: readonly string[]): () => void {
    for (const path of paths) this.counts.set(path, (this.counts.get(path) ?? 0) + 1);
    this.planSend();
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.parts.after(lingerMs, () => {
        for (const path of paths) {
          const left = (this.counts.get(path) ?? 1) - 1;
          if (left > 0) this.counts.set(path, left);
          else this.counts.delete(path);
        }
        this.planSend();
      });
    };
  }

  /** Watches one tag and calls back at most once a frame when it has a newer value. */
  listen(path: string, listener: () => void): () => void {
    const release = this.watch([path]);
    let all = this.listeners.get(path);
    if (!all) this.listeners.set(path, (all = new Set()));
    all.add(listener);
    return () => {
      const left = this.listeners.get(path);
      left?.delete(listener);
      if (left?.size === 0) this.listeners.delete(path);
      release();
    };
  }

  onStatus(listener: () => void): () => void {
    return add(this.statusListeners, listener);
  }

  onConnections(listener: (changes: ConnectionChange[]) => void): () => void {
    return add(this.connectionListeners, listener);
  }

  onNode(listener: (node: Record<string, unknown>) => void): () => void {
    return add(this.nodeListeners, listener);
  }

  /** Events as they come, while somebody listens; with how many were left out because too many came. */
  onEvents(listener: (events: PlantEvent[], missed: number) => void): () => void {
    const remove = add(this.eventListeners, listener);
    if (this.eventListeners.size === 1) this.sendEventWish(true);
    return () => {
      remove();
      if (this.eventListeners.size === 0) this.sendEventWish(false);
    };
  }

  /** Every value that arrives, before conflation: for the live end of a trend. */
  onValue(listener: (path: string, value: LiveValue) => void): () => void {
    return add(this.valueListeners, listener);
  }

  private open(): void {
    this.cancelRetry = null;
    if (this.pausedSince === null) this.setStatus({ kind: 'connecting' });
    const socket = this.parts.connect();
    this.socket = socket;
    socket.onopen = () => {
      if (this.socket !== socket) return;
      this.failures = 0;
      this.pausedSince = null;
      this.subscribed.clear();
      this.setStatus({ kind: 'open' });
      this.guard();
      if (this.eventListeners.size > 0) this.sendEventWish(true);
      this.planSend();
    };
    socket.onmessage = (event) => {
      if (this.socket !== socket) return;
      this.guard();
      if (typeof event.data === 'string') this.receive(JSON.parse(event.data) as Message);
    };
    socket.onclose = () => {
      if (this.socket === socket) this.lost();
    };
  }

  /** The server speaks at least every 2 s; longer silence is a dead connection that TCP has not noticed. */
  private guard(): void {
    this.cancelWatchdog?.();
    this.cancelWatchdog = this.parts.after(silentMs, () => this.lost());
  }

  private drop(): void {
    this.cancelWatchdog?.();
    this.cancelWatchdog = null;
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }

  private lost(): void {
    this.drop();
    this.subscribed.clear();
    const now = this.parts.now();
    this.pausedSince ??= now;
    const wait = Math.min(longestRetryMs, firstRetryMs * 2 ** this.failures) * (0.75 + this.parts.random() / 2);
    this.failures++;
    this.setStatus({ kind: 'paused', since: this.pausedSince, retryAt: now + wait });
    this.cancelRetry = this.parts.after(wait, () => this.open());
  }

  private receive(message: Message): void {
    if (message.values) {
      for (const [path, value, code, time, text] of message.values) {
        const newest = { value, code, time, text };
        this.values.set(path, newest);
        for (const listener of this.valueListeners) listener(path, newest);
        if (this.listeners.has(path)) this.dirty.add(path);
      }
      this.planFrame();
    }
    if (message.connections) for (const listener of this.connectionListeners) listener(message.connections);
    if (message.events) for (const listener of this.eventListeners) listener(message.events, message.eventsMissed ?? 0);
    if (message.node) for (const listener of this.nodeListeners) listener(message.node);
  }

  private sendEventWish(wanted: boolean): void {
    if (this.current.kind === 'open') this.socket?.send(JSON.stringify({ subscribeEvents: wanted }));
  }

  private planFrame(): void {
    if (this.framePlanned || this.dirty.size === 0) return;
    this.framePlanned = true;
    this.parts.nextFrame(() => {
      this.framePlanned = false;
      const changed = [...this.dirty];
      this.dirty.clear();
      for (const path of changed) for (const listener of this.listeners.get(path) ?? []) listener();
    });
  }

  private planSend(): void {
    if (this.sendPlanned) return;
    this.sendPlanned = true;
    this.parts.after(sendDelayMs, () => {
      this.sendPlanned = false;
      this.sendDifference();
    });
  }

  private sendDifference(): void {
    if (this.current.kind !== 'open' || !this.socket) return;
    const wanted = [...this.counts.keys()].filter((path) => !this.subscribed.has(path));
    const unwanted = [...this.subscribed].filter((path) => !this.counts.has(path));
    for (const chunk of chunks(unwanted)) this.socket.send(JSON.stringify({ unsubscribe: chunk }));
    for (const chunk of chunks(wanted)) this.socket.send(JSON.stringify({ subscribe: chunk }));
    for (const path of unwanted) {
      this.subscribed.delete(path);
      this.values.delete(path);
    }
    for (const path of wanted) this.subscribed.add(path);
  }

  private setStatus(status: LiveStatus): void {
    this.current = status;
    for (const listener of this.statusListeners) listener();
  }
}

function add<T>(set: Set<T>, item: T): () => void {
  set.add(item);
  return () => {
    set.delete(item);
  };
}

function* chunks(paths: string[]): Generator<string[]> {
  for (let at = 0; at < paths.length; at += pathsPerMessage) yield paths.slice(at, at + pathsPerMessage);
}
