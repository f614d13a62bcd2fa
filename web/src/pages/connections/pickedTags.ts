import type { BrowseItem } from '../../api/types';

/** The name in a tag's line. */
const nameOf = (line: string) => line.slice(0, line.indexOf(':'));

/** The lines of picked items, each name once: a name that is taken gets a number. */
export function tagLines(items: readonly BrowseItem[]): string[] {
  const taken = new Map<string, number>();
  return items.flatMap(({ yaml }) => {
    if (yaml === null) return [];
    const name = nameOf(yaml);
    const count = (taken.get(name.toLowerCase()) ?? 0) + 1;
    taken.set(name.toLowerCase(), count);
    return [count === 1 ? yaml : `${name}_${count}${yaml.slice(name.length)}`];
  });
}

const indented = (lines: string[], by: number) => lines.map((line) => ' '.repeat(by) + line).join('\n');

/** Picked items as an asset's tags, to paste below `assets:`. */
export const asTags = (connection: string, items: readonly BrowseItem[]) =>
  `assets:\n  area/line/machine:\n    connection: ${connection}\n    tags:\n${indented(tagLines(items), 6)}\n`;

/** Picked items as a template, for machines of one kind. */
export const asTemplate = (connection: string, items: readonly BrowseItem[]) =>
  `templates:\n  ${connection}-type:\n    tags:\n${indented(tagLines(items), 6)}\n`;
