import { describe, expect, it } from 'vitest';
import type { Condition, PlantEvent } from '../../api/types';
import { eventAttention, mergeEvents, placeOf, priorityOf, sortStanding, stateWords, typeWords } from './eventRows';

const condition: Condition = {
  key: 'k', id: 'c', name: 'High', branch: null, active: true, acknowledged: false, confirmed: true, retain: true, enabled: true,
  suppressed: false, shelved: false, comment: null, commentBy: null,
};

const event = (id: string, more: Partial<PlantEvent> = {}): PlantEvent => ({
  id, time: `2026-03-09T10:00:0${id}Z`, receiveTime: `2026-03-09T10:00:0${id}Z`, connection: 'press3', source: 'shop/press3', sourceName: 'Press',
  severity: 500, type: 'BaseEventType', message: `number ${id}`, quality: { code: 0, name: 'Good', is: 'good', reason: null }, condition: null, isPast: false, fields: [], ...more,
});

describe('events', () => {
  it('has the four priorities of severity', () => {
    expect([1, 400, 401, 600, 601, 800, 801, 1000].map(priorityOf)).toEqual(['low', 'low', 'medium', 'medium', 'high', 'high', 'critical', 'critical']);
  });

  it('is grey unless a condition needs somebody', () => {
    expect(eventAttention(event('1'))).toBe('none');
    expect(eventAttention(event('1', { condition }))).toBe('medium');
    expect(eventAttention(event('1', { condition: { ...condition, active: false } }))).toBe('medium');
    expect(eventAttention(event('1', { condition: { ...condition, active: false, acknowledged: true } }))).toBe('none');
    expect(eventAttention(event('1', { condition: { ...condition, shelved: true } }))).toBe('none');
    expect(eventAttention(event('1', { condition: { ...condition, retain: false } }))).toBe('none');
  });

  it('says how a condition is', () => {
    expect(stateWords(event('1'))).toBe('');
    expect(stateWords(event('1', { condition }))).toBe('active, unacknowledged');
    expect(stateWords(event('1', { condition: { ...condition, active: false, acknowledged: true, confirmed: false, shelved: true } }))).toBe('over, unconfirmed, shelved');
  });

  it('names types and places in words', () => {
    expect(typeWords('ExclusiveLimitAlarmType')).toBe('exclusive limit alarm');
    expect(typeWords('nsu=urn:m;i=7')).toBe('nsu=urn:m;i=7');
    expect(placeOf(event('1'))).toBe('shop/press3');
    expect(placeOf(event('1', { source: null, sourceName: '' }))).toBe('press3');
  });

  it('lists live and kept events once, newest first, by words and severity', () => {
    const rows = mergeEvents([event('3'), event('2')], [event('2'), event('1'), event('4', { severity: 10 })], '', 100);
    expect(rows.map((row) => row.id)).toEqual(['3', '2', '1']);
    expect(mergeEvents([], [event('1'), event('2', { message: 'oil is hot' })], 'press HOT', 1).map((row) => row.id)).toEqual(['2']);
  });

  it('puts first what waits for somebody', () => {
    const rows = [
      event('1', { severity: 900, condition: { ...condition, acknowledged: true } }),
      event('2', { severity: 200, condition }),
      event('3', { severity: 700, condition }),
    ];
    expect(sortStanding(rows).map((row) => row.id)).toEqual(['3', '2', '1']);
  });
});
