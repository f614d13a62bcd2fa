import { describe, expect, it } from 'vitest';
import type { AuditEntry, Connection, LedgerRow } from '../../api/types';
import { filterAudit } from '../control/auditRows';
import { causeWords, sumRows, unaccounted } from '../ledger/balance';
import { mayWrite, parseWrite, rateWords } from '../tag/writeCheck';
import { filterConnections, sortConnections } from './connectionRows';
import { stateSpans } from './timeline';

const connection = (name: string, state: Connection['state'], bad = 0): Connection => ({
  name,
  driver: 'modbus-tcp',
  address: '10.0.0.1:502',
  state,
  since: '2026-11-22T00:00:00Z',
  cause: null,
  lastError: state === 'faulted' ? { at: '2026-11-22T00:00:00Z', what: 'refused', remedy: null } : null,
  responseMs: { p50: null, p99: null, spark: [] },
  requestsPerSecond: 0,
  samplesPerSecond: 0,
  bytesPerValue: null,
  tags: { total: 1, good: 1, uncertain: 0, bad },
  restarts: 0,
});

describe('connections', () => {
  const all = [connection('b', 'running'), connection('a', 'running', 3), connection('z', 'faulted'), connection('y', 'degraded')];
  it('begin with what needs a person', () => {
    expect(sortConnections(all, undefined, false).map((one) => one.name)).toEqual(['z', 'y', 'a', 'b']);
  });
  it('sort by what is asked, both ways; an unknown wish changes nothing', () => {
    expect(sortConnections(all, 'bad', true)[0]?.name).toBe('a');
    expect(sortConnections(all, 'nonsense', false)[0]?.name).toBe('z');
  });
  it('filter by every word, errors included', () => {
    expect(filterConnections(all, 'modbus REFUSED').map((one) => one.name)).toEqual(['z']);
  });
});

describe('the state timeline', () => {
  it('cuts states to the day and lets each last until the next', () => {
    const spans = stateSpans(
      [
        { at: '1970-01-01T00:00:30Z', state: 'faulted', cause: 'x' },
        { at: '1970-01-01T00:00:00Z', state: 'running', cause: null },
      ],
      10_000,
      60_000,
    );
    expect(spans.map((span) => [span.from, span.to, span.state])).toEqual([
      [10_000, 30_000, 'running'],
      [30_000, 60_000, 'faulted'],
    ]);
  });
});

describe('the ledger', () => {
  const row: LedgerRow = { connection: 'c', sampled: 100, suppressed: 20, rejected: 1, logged: 70, lost: 4, pending: 5 };
  it('adds up, or says by how much it does not', () => {
    expect(unaccounted(row)).toBe(0);
    expect(unaccounted({ ...row, logged: 69 })).toBe(1);
    expect(unaccounted(sumRows([row, { ...row, lost: 3 }]))).toBe(1);
  });
  it('says causes as people do', () => expect(causeWords('device-down')).toBe('device down'));
});

describe('a write', () => {
  const envelope = { low: 0, high: 1500, maxRate: 200, minRole: 'operator', readBack: true, freshness: '10 s' } as const;
  const number = { type: 'float64', unit: { symbol: '1/min', code: 'RPM', name: 'rpm' }, states: null };
  it('takes numbers with a decimal comma or point inside the envelope', () => {
    expect(parseWrite('12,5', number, envelope)).toEqual({ value: 12.5 });
    expect(parseWrite('0', number, envelope)).toEqual({ value: 0 });
  });
  it('names what is wrong before it is sent', () => {
    expect(parseWrite('1501', number, envelope)).toEqual({ problem: 'Above the highest allowed value 1500 1/min.' });
    expect(parseWrite('-1', number, envelope)).toHaveProperty('problem');
    expect(parseWrite('fast', number, envelope)).toHaveProperty('problem');
    expect(parseWrite('', number, envelope)).toHaveProperty('problem');
    expect(parseWrite('1.5', { ...number, type: 'uint16' }, envelope)).toHaveProperty('problem');
  });
  it('knows booleans and texts', () => {
    expect(parseWrite('false', { ...number, type: 'bool' }, envelope)).toEqual({ value: false });
    expect(parseWrite('P 1', { ...number, type: 'string' }, envelope)).toEqual({ value: 'P 1' });
  });
  it('needs the role or a higher one', () => {
    expect(mayWrite('viewer', 'operator')).toBe(false);
    expect(mayWrite('operator', 'operator')).toBe(true);
    expect(mayWrite('admin', 'engineer')).toBe(true);
  });
  it('says its rate', () => {
    expect(rateWords(null, 'bar')).toBe('not limited');
    expect(rateWords(2, 'bar')).toBe('2 bar per second');
  });
});

describe('the audit', () => {
  const entry = (who: string, result: AuditEntry['result']): AuditEntry => ({ id: who, at: '', who, role: 'operator', via: 'page', action: 'write', target: 'a/b', requested: 1, result, detail: null, readBack: null });
  it('filters by result and words', () => {
    const all = [entry('anna', 'done'), entry('jonas', 'refused')];
    expect(filterAudit(all, 'jonas a/b', 'refused')).toHaveLength(1);
    expect(filterAudit(all, 'anna', 'refused')).toHaveLength(0);
  });
});
