export type Panes = readonly (readonly string[])[];

export const maxTags = 24;

/** The panes with a tag in the given one (or in a new one at the end), and nowhere else. */
export function withTag(panes: Panes, tag: string, pane: number | 'new'): Panes {
  const without = panes.map((one) => one.filter((path) => path !== tag));
  if (pane === 'new' || pane >= panes.length) return prune([...without, [tag]]);
  return prune(without.map((one, i) => (i === pane ? [...one, tag] : one)));
}

export const withoutTag = (panes: Panes, tag: string): Panes => prune(panes.map((one) => one.filter((path) => path !== tag)));

const prune = (panes: Panes): Panes => panes.filter((one) => one.length > 0);
