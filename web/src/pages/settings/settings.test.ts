import { describe, expect, it } from 'vitest';
import { groupFingerprint } from './fingerprint';

describe('a fingerprint', () => {
  it('is read in groups of four', () => {
    expect(groupFingerprint('3F2A91C0B7')).toBe('3F2A 91C0 B7');
    expect(groupFingerprint('')).toBe('');
  });
});
