/** Okabe and Ito's colour-blind-safe set in a fixed order; on white the light ones are darkened until they carry 3:1. */
const onDark = ['#56b4e9', '#e69f00', '#009e73', '#cc79a7', '#f0e442', '#d55e00', '#4c9be8', '#b9c0c7'];
const onLight = ['#0072b2', '#d55e00', '#007a5a', '#b0508a', '#9a8400', '#b87700', '#2f8fc4', '#3c434a'];

export const seriesColour = (index: number, scheme: 'dark' | 'light'): string => {
  const set = scheme === 'dark' ? onDark : onLight;
  return set[index % set.length] ?? '#888888';
};

/** The lowest free colour for each new tag, so that removing one leaves the others as they are. */
export function assignColours(before: ReadonlyMap<string, number>, tags: readonly string[]): Map<string, number> {
  const next = new Map<string, number>();
  for (const tag of tags) {
    const index = before.get(tag);
    if (index !== undefined) next.set(tag, index);
  }
  const used = new Set(next.values());
  for (const tag of tags) {
    if (next.has(tag)) continue;
    let index = 0;
    while (used.has(index)) index++;
    used.add(index);
    next.set(tag, index);
  }
  return next;
}
