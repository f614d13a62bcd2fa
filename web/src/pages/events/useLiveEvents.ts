import { useEffect, useState } from 'react';
import type { PlantEvent } from '../../api/types';
import { live } from '../../live/live';

const kept = 500;

/** The events that came since the page was opened, newest first, and how many were left out because too many came at once. */
export function useLiveEvents(heard: () => void): { events: readonly PlantEvent[]; missed: number } {
  const [state, setState] = useState<{ events: readonly PlantEvent[]; missed: number }>({ events: [], missed: 0 });
  useEffect(
    () =>
      live.onEvents((events, missed) => {
        setState((before) => ({ events: [...events.toReversed(), ...before.events].slice(0, kept), missed: before.missed + missed }));
        heard();
      }),
    [heard],
  );
  return state;
}
