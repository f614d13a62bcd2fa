import type { Role, Tag, TagValue, WriteEnvelope } from '../../api/types';

const order: readonly Role[] = ['viewer', 'operator', 'engineer', 'admin'];

export const mayWrite = (role: Role, needed: Role): boolean => order.indexOf(role) >= order.indexOf(needed);

/** What was typed as the value to write, or why it cannot be one. The gate judges again; this only spares a way. */
export function parseWrite(text: string, tag: Pick<Tag, 'type' | 'unit' | 'states'>, envelope: WriteEnvelope): { value: TagValue } | { problem: string } {
  const type = tag.type.toLowerCase();
  if (text === '') return { problem: 'Type a value.' };
  if (type.startsWith('bool')) return { value: text === 'true' };
  if (type === 'string' || type === 'text') return { value: text };
  const value = Number(text.replace(',', '.').replaceAll(' ', ''));
  if (!Number.isFinite(value)) return { problem: `“${text}” is not a number.` };
  if (/^u?int/.test(type) && !Number.isInteger(value) && !tag.states) return { problem: `${tag.type} takes whole numbers.` };
  const unit = tag.unit ? ` ${tag.unit.symbol}` : '';
  if (envelope.low !== null && value < envelope.low) return { problem: `Below the lowest allowed value ${envelope.low}${unit}.` };
  if (envelope.high !== null && value > envelope.high) return { problem: `Above the highest allowed value ${envelope.high}${unit}.` };
  return { value };
}

/** The fastest change that is allowed, in words. */
export function rateWords(rate: number | string | null, unit: string | undefined): string {
  if (rate === null) return 'not limited';
  return typeof rate === 'number' ? `${rate} ${unit ?? ''} per second`.replace('  ', ' ') : rate;
}
