import { describe, expect, it } from 'vitest';
import type { Asset, Series, Tag } from '../../api/types';
import { countByAsset, groupMachines, keyTags, tagsByAsset } from './machines';
import { ribbonSpans, stateSince } from './ribbon';

const asset = (path: string, level: string): Asset => ({ path, name: path, level, type: null, description: null, tagCount: 0, state: null });
const tag = (name: string, symbol: string | null, more: Partial<Tag> = {}): Tag => ({
  path: `m/${name}`,
  name,
  asset: 'm',
  id: name,
  type: 'float64',
  unit: symbol ? { symbol, code: symbol, name: symbol } : null,
  description: null,
  decimals: null,
  range: null,
  states: null,
  connection: 'c',
  address: '',
  writable: false,
  ...more,
});

describe('machines', () => {
  it('stand under their line in the order of the plant', () => {
    const groups = groupMachines([asset('a', 'area'), asset('a/l', 'line'), asset('a/l/x', 'machine'), asset('a/l/y', 'machine'), asset('b', 'machine')]);
    expect(groups.map((group) => [group.title, group.machines.length])).toEqual([
      ['a / l', 2],
      ['Plant', 1],
    ]);
  });
  it('are shown by telling measured values of different units', () => {
    const tags = [tag('setpoint_temperature', '°C', { writable: true }), tag('humidity', '%'), tag('tank_temperature', '°C'), tag('oil_temperature', '°C'), tag('power', 'kW'), tag('program', null)];
    expect(keyTags(tags, 2).map((one) => one.name)).toEqual(['power', 'tank_temperature']);
    expect(keyTags([tag('program', null, { type: 'string' })], 2)).toEqual([]);
  });
  it('count what lies in and below them', () => {
    expect([...countByAsset(['a/l/x/t1', 'a/l/y/t2'])]).toEqual([
      ['a/l/x', 1],
      ['a/l', 2],
      ['a', 2],
      ['a/l/y', 1],
    ]);
    expect(tagsByAsset([tag('t1', null), tag('t2', null)]).get('m')).toHaveLength(2);
  });
});

describe('the state ribbon', () => {
  const series: Series = { tag: 's', unit: null, kind: 'raw', t: [0, 10, 20, 30], v: [1, 1, 3, null], q: [0, 0, 0, 2], gaps: [], truncated: false };
  const states = { '1': 'running', '3': 'fault' };
  it('joins equal states and marks faults and unknown times', () => {
    expect(ribbonSpans(series, states, 0, 40).map((span) => [span.from, span.to, span.text, span.kind])).toEqual([
      [0, 20, 'running', 'state'],
      [20, 30, 'fault', 'fault'],
      [30, 40, 'unknown', 'unknown'],
    ]);
  });
  it('says since when the present state lasts, not when it was last read', () => {
    const steady: Series = { ...series, t: [0, 10, 20, 30], v: [3, 1, 1, 1], q: [0, 0, 0, 0] };
    expect(stateSince(steady, states, 'running', 0, 40)).toEqual({ at: 10, orLonger: false });
    expect(stateSince(steady, states, 'running', 20, 40)).toEqual({ at: 20, orLonger: true });
    expect(stateSince(steady, states, 'fault', 0, 40)).toBeNull();
    expect(stateSince(undefined, states, 'running', 0, 40)).toBeNull();
  });
  it('is empty in a gap', () => {
    const spans = ribbonSpans({ ...series, gaps: [{ from: 5, to: 8, cause: 'restart' }] }, states, 0, 20);
    expect(spans.map((span) => [span.from, span.to])).toEqual([
      [0, 5],
      [8, 20],
    ]);
  });
});
