import { describe, expect, it } from 'vitest';
import { stateAttention } from './attention';
import { qualityIs, qualityName, qualityRank, qualityWords } from './quality';

describe('quality', () => {
  it('is told by the two highest bits of the status code', () => {
    expect(qualityIs(0)).toBe('good');
    expect(qualityIs(0x00960000)).toBe('good');
    expect(qualityIs(0x40930000)).toBe('uncertain');
    expect(qualityIs(0x80310000)).toBe('bad');
  });
  it('has the name of the standard whatever the lower bits say', () => {
    expect(qualityName(0x80310000)).toBe('BadNoCommunication');
    expect(qualityName(0x80310480)).toBe('BadNoCommunication');
    expect(qualityName(0x8fff0000)).toBe('Bad 0x8FFF0000');
  });
  it('is said in words, with the reason when it is known', () => {
    expect(qualityWords('Good')).toBe('Good');
    expect(qualityWords('BadNoCommunication')).toBe('Bad: no communication');
    expect(qualityWords('BadNoCommunication', 'device silent 14 s')).toBe('Bad: device silent 14 s');
  });
  it('sorts by severity', () => {
    expect([0x80310000, undefined, 0, 0x40930000].map(qualityRank)).toEqual([2, -1, 0, 1]);
  });
});

describe('a machine state', () => {
  it('draws the eye only when its word means a fault', () => {
    expect(stateAttention('running')).toBe('none');
    expect(stateAttention('Fault')).toBe('high');
    expect(stateAttention('infeed jam')).toBe('high');
    expect(stateAttention('default')).toBe('none');
  });
});
