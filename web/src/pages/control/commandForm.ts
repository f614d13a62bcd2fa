import type { Command, CommandArgument, TagValue } from '../../api/types';

export type Parsed = { value: TagValue | undefined } | { problem: string };

/** One argument as it was typed; nothing takes the default, and is a problem where there is none. */
export function parseArgument(text: string, argument: CommandArgument): Parsed {
  const typed = text.trim();
  if (typed === '') return argument.default === null ? { problem: 'Say what it is.' } : { value: undefined };
  if (argument.type === 'string') return { value: text };
  if (argument.type === 'bool') {
    if (typed !== 'true' && typed !== 'false') return { problem: 'Write true or false.' };
    return { value: typed === 'true' };
  }
  const number = Number(typed.replace(',', '.'));
  if (!Number.isFinite(number)) return { problem: 'Write a number.' };
  if (/int/.test(argument.type) && !Number.isInteger(number)) return { problem: 'Write a whole number.' };
  if ((argument.low !== null && number < argument.low) || (argument.high !== null && number > argument.high))
    return { problem: `Write a number from ${argument.low} to ${argument.high}.` };
  return { value: number };
}

/** All arguments by name, or null while one of them is a problem. */
export function parseArguments(texts: Record<string, string>, command: Command): Record<string, TagValue> | null {
  const values: Record<string, TagValue> = {};
  for (const argument of command.arguments) {
    const parsed = parseArgument(texts[argument.name] ?? '', argument);
    if ('problem' in parsed) return null;
    if (parsed.value !== undefined) values[argument.name] = parsed.value;
  }
  return values;
}

/** What must be so when it is called, in words; empty for nothing. */
export function onlyWhenWords(command: Command): string {
  return Object.entries(command.onlyWhen)
    .map(([tag, value]) => `${tag.split('/').at(-1)} is ${value}`)
    .join(' and ');
}
