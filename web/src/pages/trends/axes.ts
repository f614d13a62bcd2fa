import type { Tag } from '../../api/types';
import type { Trace } from './trace';

/** One axis of a pane: all tags of a unit share it; states and texts have one of their own. */
export interface AxisGroup {
  key: string;
  label: string;
  tags: string[];
  /** Words at whole numbers instead of digits. */
  words: ((value: number) => string) | null;
}

export function axisGroups(tags: readonly string[], byPath: ReadonlyMap<string, Tag>, traces: ReadonlyMap<string, Trace>): AxisGroup[] {
  const groups = new Map<string, AxisGroup>();
  for (const path of tags) {
    const tag = byPath.get(path);
    const trace = traces.get(path);
    const states = tag?.states;
    const bool = tag?.type.toLowerCase().startsWith('bool') === true;
    const words = states
      ? (value: number) => states[String(value)] ?? ''
      : bool
        ? (value: number) => (value === 0 ? 'false' : value === 1 ? 'true' : '')
        : trace?.words
          ? (value: number) => trace.words?.[value] ?? ''
          : null;
    const key = states || trace?.words ? `words:${path}` : bool ? 'bool' : `unit:${tag?.unit?.symbol ?? ''}`;
    const group = groups.get(key);
    if (group) group.tags.push(path);
    else groups.set(key, { key, label: tag?.unit?.symbol ?? (words ? (tag?.name ?? '') : ''), tags: [path], words });
  }
  return [...groups.values()];
}
