import type { PlantEvent } from '../../api/types';
import type { Attention } from '../../format/attention';

/** The priority of a severity of 1 to 1000, in the four steps of ISA-18.2. */
export function priorityOf(severity: number): Attention {
  if (severity > 800) return 'critical';
  if (severity > 600) return 'high';
  return severity > 400 ? 'medium' : 'low';
}

/** How much an event needs a person: its priority while its condition matters and is not put aside, else nothing. */
export function eventAttention(event: PlantEvent): Attention {
  const condition = event.condition;
  if (!condition || !condition.retain || condition.shelved || condition.suppressed || !condition.enabled) return 'none';
  return condition.active || !condition.acknowledged ? priorityOf(event.severity) : 'none';
}

/** How a condition is, in words; empty for an event that is over with being said. */
export function stateWords(event: PlantEvent): string {
  const condition = event.condition;
  if (!condition) return '';
  const words = [condition.active ? 'active' : 'over'];
  if (!condition.enabled) words.push('switched off');
  if (!condition.acknowledged) words.push('unacknowledged');
  else if (!condition.confirmed) words.push('unconfirmed');
  if (condition.shelved) words.push('shelved');
  if (condition.suppressed) words.push('suppressed');
  return words.join(', ');
}

/** What it is about: a place in the plant, or the source's own words. */
export const placeOf = (event: PlantEvent): string => event.source ?? (event.sourceName || event.connection);

/** The type in words that people read: `ExclusiveLimitAlarmType` becomes `exclusive limit alarm`. */
export function typeWords(type: string): string {
  const bare = type.replace(/Type$/, '').replace(/^.*:/, '');
  return /^[A-Z][A-Za-z]+$/.test(bare) ? bare.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase() : type;
}

/** The events that are asked for and have all words, newest first, each once. */
export function mergeEvents(live: readonly PlantEvent[], kept: readonly PlantEvent[], words: string, minSeverity: number): PlantEvent[] {
  const asked = words.toLowerCase().split(/\s+/).filter(Boolean);
  const seen = new Set<string>();
  const rows: PlantEvent[] = [];
  for (const event of [...live, ...kept]) {
    if (seen.has(event.id) || event.severity < minSeverity) continue;
    seen.add(event.id);
    const text = `${placeOf(event)} ${event.sourceName} ${event.message} ${event.type} ${event.connection} ${event.condition?.name ?? ''}`.toLowerCase();
    if (asked.every((word) => text.includes(word))) rows.push(event);
  }
  return rows.sort((a, b) => b.time.localeCompare(a.time) || b.id.localeCompare(a.id));
}

/** Those that need somebody first: unacknowledged before acknowledged, then by severity, then the newest. */
export function sortStanding(events: readonly PlantEvent[]): PlantEvent[] {
  const waiting = (event: PlantEvent) => (event.condition?.acknowledged ? 0 : 1);
  return events.toSorted((a, b) => waiting(b) - waiting(a) || b.severity - a.severity || b.time.localeCompare(a.time));
}
