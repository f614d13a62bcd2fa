import type { IconName } from '../parts/icons';

export interface PaletteItem {
  key: string;
  kind: 'page' | 'asset' | 'tag' | 'action';
  title: string;
  about: string;
  icon: IconName;
}

const order = { page: 0, action: 1, asset: 2, tag: 3 } as const;

/** How well a text answers the words typed: every word must occur; the start of a name counts most. Null: not at all. */
export function matchScore(words: readonly string[], title: string, about: string): number | null {
  let score = 0;
  const name = title.toLowerCase();
  const rest = about.toLowerCase();
  for (const word of words) {
    const at = name.indexOf(word);
    if (at === 0) score += name.length === word.length ? 8 : 5;
    else if (at > 0) score += /[^a-z0-9]/.test(name[at - 1] ?? '') ? 4 : 3;
    else if (rest.includes(word)) score += 1;
    else return null;
  }
  return score;
}

export const wordsOf = (text: string): string[] => text.toLowerCase().split(/\s+/).filter(Boolean);

/** The best items, best first; of equal ones pages and actions come before assets, and those before tags. */
export function rankItems<T extends PaletteItem>(items: Iterable<T>, text: string, limit: number): T[] {
  const words = wordsOf(text);
  const found: { item: T; score: number }[] = [];
  for (const item of items) {
    const score = matchScore(words, item.title, item.about);
    if (score !== null) found.push({ item, score: score - order[item.kind] * 0.25 });
  }
  found.sort((a, b) => b.score - a.score || a.item.title.length - b.item.title.length || a.item.title.localeCompare(b.item.title));
  return found.slice(0, limit).map((one) => one.item);
}
