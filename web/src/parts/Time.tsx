import { exactUtc, formatSince, formatTime } from '../format/time';
import { useNow } from '../live/clock';
import { useZone } from './zone';

const toMs = (at: string | number) => (typeof at === 'number' ? at : Date.parse(at));

/** A moment in the plant's zone; hovering gives exact UTC. */
export function Time({ at, milliseconds = false }: { at: string | number; milliseconds?: boolean }) {
  const zone = useZone();
  const now = useNow();
  const ms = toMs(at);
  if (!Number.isFinite(ms)) return <span>–</span>;
  return (
    <time className="num-text" dateTime={exactUtc(ms)} title={`${exactUtc(ms)} (plant time ${zone})`}>
      {formatTime(ms, zone, now, milliseconds)}
    </time>
  );
}

/** For how long something has lasted, ticking; hovering gives exact UTC of its start. */
export function Since({ at, prefix = '' }: { at: string | number; prefix?: string }) {
  const now = useNow();
  const ms = toMs(at);
  if (!Number.isFinite(ms)) return <span>–</span>;
  return (
    <time className="num-text" dateTime={exactUtc(ms)} title={`since ${exactUtc(ms)}`}>
      {prefix}
      {formatSince(now - ms)}
    </time>
  );
}
