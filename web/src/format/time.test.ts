import { describe, expect, it } from 'vitest';
import { exactUtc, formatAge, formatDuration, formatSince, formatTime, instantOf, knownZone, wallTime, zoneOffset } from './time';

const at = Date.parse('2026-11-22T16:04:09.250Z');

describe('durations', () => {
  it.each([
    [340, '340 ms'],
    [1400, '1.4 s'],
    [14_000, '14 s'],
    [180_000, '3 min'],
    [185_000, '3 min 05 s'],
    [7_500_000, '2 h 05 min'],
    [8 * 3_600_000, '8 h'],
    [99 * 3_600_000, '4 d 3 h'],
    [30 * 86_400_000, '30 d'],
  ])('%d ms is %s', (ms, words) => expect(formatDuration(ms)).toBe(words));
  it('that tick are whole seconds', () => {
    expect(formatSince(1999)).toBe('1 s');
    expect(formatSince(-5)).toBe('0 s');
  });
  it('as ages are short', () => {
    expect([500, 59_999, 61_000, 3 * 3_600_000, 49 * 3_600_000].map(formatAge)).toEqual(['now', '59 s', '1 min', '3 h', '2 d']);
  });
});

describe('wall time', () => {
  it('is that of the plant', () => {
    expect(wallTime(at, 'Europe/Berlin', true)).toEqual({ date: '2026-11-22', time: '17:04:09.250' });
    expect(exactUtc(at)).toBe('2026-11-22T16:04:09.250Z');
  });
  it('leaves the date out on the same day', () => {
    expect(formatTime(at, 'UTC', at + 1000)).toBe('16:04:09');
    expect(formatTime(at, 'UTC', at + 86_400_000)).toBe('2026-11-22 16:04:09');
  });
  it('shows midnight as 00', () => {
    expect(wallTime(Date.parse('2026-01-01T00:00:00Z'), 'UTC').time).toBe('00:00:00');
  });
  it('falls back to UTC for a zone that the browser does not know', () => {
    expect(knownZone('Mars/Olympus')).toBe('UTC');
    expect(knownZone('Europe/Berlin')).toBe('Europe/Berlin');
  });
});

describe('an instant from wall time', () => {
  it('is the inverse of wall time in winter and summer', () => {
    for (const iso of ['2026-01-15T12:00:00Z', '2026-07-15T12:00:00Z']) {
      const wall = wallTime(Date.parse(iso), 'Europe/Berlin');
      expect(instantOf(wall.date, wall.time, 'Europe/Berlin')).toBe(Date.parse(iso));
    }
  });
  it('takes the first of an hour that comes twice', () => {
    expect(exactUtc(instantOf('2026-10-25', '02:30', 'Europe/Berlin'))).toBe('2026-10-25T00:30:00.000Z');
  });
  it('is not a number when the text is none', () => {
    expect(instantOf('', '', 'UTC')).toBeNaN();
  });
  it('knows the offset of the zone', () => {
    expect(zoneOffset(at, 'Europe/Berlin')).toBe(3_600_000);
    expect(zoneOffset(at, 'Asia/Kolkata')).toBe(19_800_000);
  });
});
