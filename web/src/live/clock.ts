import { useSyncExternalStore } from 'react';

/** How far the server's clock is ahead of this computer's, so that ages are right on a panel with a wrong clock. */
let offsetMs = 0;

export function learnServerTime(serverNowMs: number, receivedAtMs: number): void {
  const offset = serverNowMs - receivedAtMs;
  if (Number.isFinite(offset)) offsetMs = Math.abs(offset) < 300 ? 0 : offset;
}

export const serverNow = (): number => Date.now() + offsetMs;

const listeners = new Set<() => void>();
let tick = 0;
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    tick = Math.floor(serverNow() / 1000) * 1000;
    for (const one of listeners) one();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

function snapshot(): number {
  const now = Math.floor(serverNow() / 1000) * 1000;
  if (Math.abs(now - tick) > 1500) tick = now;
  return tick;
}

/** The server's time in whole seconds; all ages on a page tick together. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, snapshot);
}
