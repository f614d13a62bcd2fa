import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { serverNow, useNow } from '../../live/clock';
import type { View } from './trendSearch';
import { ViewController, type TimeRange } from './viewController';

const settleMs = 250;

const rangeOf = (view: View): TimeRange => {
  const now = serverNow();
  return view.kind === 'follow' ? { from: now - view.spanMs, to: now } : { from: view.from, to: view.to };
};

/** Joins the view of the address with the controller that the panes draw from; a movement reaches the address when it rests. */
export function useTrendView(view: View, commit: (view: View) => void) {
  const [controller] = useState(() => new ViewController(rangeOf(view)));
  const moving = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const latest = useRef(commit);
  latest.current = commit;
  const now = useNow();
  const follow = view.kind === 'follow';
  const from = follow ? 0 : view.from;
  const to = follow ? 0 : view.to;
  const spanMs = follow ? view.spanMs : to - from;

  useEffect(() => {
    clearTimeout(timer.current);
    moving.current = false;
    controller.show(follow ? { from: serverNow() - spanMs, to: serverNow() } : { from, to });
  }, [controller, follow, from, to, spanMs]);

  useEffect(() => {
    if (follow && !moving.current) controller.show({ from: serverNow() - spanMs, to: serverNow() });
  }, [controller, follow, spanMs, now]);

  useEffect(() => () => clearTimeout(timer.current), []);

  const onMoved = useCallback(() => {
    moving.current = true;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => latest.current({ kind: 'fixed', from: controller.range.from, to: controller.range.to }), settleMs);
  }, [controller]);

  const tick = follow ? now : 0;
  const settled = useMemo<TimeRange>(() => (follow ? { from: tick - spanMs, to: tick } : { from, to }), [follow, tick, spanMs, from, to]);
  return { controller, onMoved, settled };
}
