import { useCallback, useSyncExternalStore } from 'react';
import { LiveClient, type LiveStatus, type LiveValue, type Socket } from './liveClient';

/** The page's one live connection. */
export const live = new LiveClient({
  connect: () => {
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    return new WebSocket(`${scheme}//${location.host}/api/v1/live`) as unknown as Socket;
  },
  now: () => Date.now(),
  random: () => Math.random(),
  after: (ms, action) => {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
  nextFrame: (action) => {
    if (document.hidden) setTimeout(action, 500);
    else requestAnimationFrame(action);
  },
});

const nothing = (): void => undefined;

/** The newest value of a tag while the component is on the page; undefined until the first arrives. */
export function useLiveValue(path: string | null): LiveValue | undefined {
  const subscribe = useCallback((changed: () => void) => (path === null ? nothing : live.listen(path, changed)), [path]);
  return useSyncExternalStore(subscribe, () => (path === null ? undefined : live.get(path)));
}

export function useLiveStatus(): LiveStatus {
  return useSyncExternalStore(
    useCallback((changed: () => void) => live.onStatus(changed), []),
    () => live.status,
  );
}
