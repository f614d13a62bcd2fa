/** Digits in groups of four, as people compare them. */
export function groupFingerprint(digits: string): string {
  return digits.match(/.{1,4}/g)?.join(' ') ?? '';
}
