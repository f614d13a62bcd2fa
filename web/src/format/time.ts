const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A duration in at most two units, short enough for a table: 340 ms, 14 s, 3 min, 2 h 05 min, 4 d 3 h. */
export function formatDuration(ms: number): string {
  const size = Math.max(0, ms);
  if (size < second) return `${Math.round(size)} ms`;
  if (size < 10 * second) return `${(Math.floor(size / 100) / 10).toFixed(1)} s`;
  if (size < minute) return `${Math.floor(size / second)} s`;
  if (size < 10 * minute && size % minute >= second) return `${Math.floor(size / minute)} min ${pad(Math.floor((size % minute) / second))} s`;
  if (size < hour) return `${Math.floor(size / minute)} min`;
  if (size < day) return size % hour < minute ? `${Math.floor(size / hour)} h` : `${Math.floor(size / hour)} h ${pad(Math.floor((size % hour) / minute))} min`;
  return size % day < hour ? `${Math.floor(size / day)} d` : `${Math.floor(size / day)} d ${Math.floor((size % day) / hour)} h`;
}

/** How long something has lasted in whole seconds, so that it does not flicker. */
export function formatSince(ms: number): string {
  return ms < minute ? `${Math.max(0, Math.floor(ms / second))} s` : formatDuration(ms);
}

/** The age of a value, ticking by whole seconds so that a table does not flicker. */
export function formatAge(ms: number): string {
  if (ms < second) return 'now';
  if (ms < minute) return `${Math.floor(ms / second)} s`;
  if (ms < hour) return `${Math.floor(ms / minute)} min`;
  if (ms < 2 * day) return `${Math.floor(ms / hour)} h`;
  return `${Math.floor(ms / day)} d`;
}

const pad = (value: number) => String(value).padStart(2, '0');

const cache = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone}|${JSON.stringify(options)}`;
  let format = cache.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone, hourCycle: 'h23' });
    cache.set(key, format);
  }
  return format;
}

export interface WallTime {
  date: string;
  time: string;
}

/** Calendar date and wall-clock time in a zone, e.g. 2026-11-22 and 17:04:09. */
export function wallTime(ms: number, zone: string, milliseconds = false): WallTime {
  const parts: Record<string, string> = {};
  const options: Intl.DateTimeFormatOptions = {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  };
  for (const part of formatter(zone, options).formatToParts(ms)) parts[part.type] = part.value;
  const fraction = milliseconds ? `.${String(Math.floor(((ms % 1000) + 1000) % 1000)).padStart(3, '0')}` : '';
  return {
    date: `${parts['year']}-${parts['month']}-${parts['day']}`,
    time: `${parts['hour']}:${parts['minute']}:${parts['second']}${fraction}`,
  };
}

/** Time alone on the day of `now`, date and time before that. */
export function formatTime(ms: number, zone: string, now: number, milliseconds = false): string {
  const wall = wallTime(ms, zone, milliseconds);
  return wall.date === wallTime(now, zone).date ? wall.time : `${wall.date} ${wall.time}`;
}

/** Exact UTC, for hovering and for files. */
export function exactUtc(ms: number): string {
  return new Date(ms).toISOString();
}

/** A zone that this browser knows; an unknown or missing one becomes UTC. */
export function knownZone(zone: string | undefined): string {
  if (!zone) return 'UTC';
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    return 'UTC';
  }
}

/** Milliseconds that a zone is ahead of UTC at an instant. */
export function zoneOffset(ms: number, zone: string): number {
  const wall = wallTime(ms, zone);
  return Date.parse(`${wall.date}T${wall.time}Z`) - Math.floor(ms / 1000) * 1000;
}

/** The instant at which a zone's wall clock shows this date and time; of an ambiguous hour the first. */
export function instantOf(date: string, time: string, zone: string): number {
  const asUtc = Date.parse(`${date}T${time.length === 5 ? `${time}:00` : time}Z`);
  if (Number.isNaN(asUtc)) return Number.NaN;
  const first = asUtc - zoneOffset(asUtc, zone);
  const candidates = [asUtc - zoneOffset(first - 3 * hour, zone), asUtc - zoneOffset(first + 3 * hour, zone)];
  const fitting = candidates.filter((at) => at + zoneOffset(at, zone) === asUtc);
  return fitting.length > 0 ? Math.min(...fitting) : first;
}
