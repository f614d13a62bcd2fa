import { describe, expect, it } from 'vitest';
import type { Command, CommandArgument } from '../../api/types';
import { onlyWhenWords, parseArgument, parseArguments } from './commandForm';

const argument = (more: Partial<CommandArgument> = {}): CommandArgument => ({
  name: 'speed', type: 'float64', low: 0, high: 100, unit: null, description: null, default: null, ...more,
});

const command: Command = {
  path: 'shop/press3/start', connection: 'press', description: null, role: 'operator', minIntervalMs: 1000,
  arguments: [argument(), argument({ name: 'recipe', type: 'string', low: null, high: null, default: 'oak' })], onlyWhen: { 'shop/press3/mode': 'idle' },
};

describe('a command', () => {
  it('takes numbers within their range, with a comma too', () => {
    expect(parseArgument('12,5', argument())).toEqual({ value: 12.5 });
    expect(parseArgument('101', argument())).toHaveProperty('problem');
    expect(parseArgument('fast', argument())).toHaveProperty('problem');
    expect(parseArgument('1.5', argument({ type: 'int32' }))).toHaveProperty('problem');
    expect(parseArgument('7', argument({ type: 'uint16', low: null, high: null }))).toEqual({ value: 7 });
  });

  it('takes words and truth as they are written', () => {
    expect(parseArgument(' oak ', argument({ type: 'string' }))).toEqual({ value: ' oak ' });
    expect(parseArgument('true', argument({ type: 'bool' }))).toEqual({ value: true });
    expect(parseArgument('yes', argument({ type: 'bool' }))).toHaveProperty('problem');
  });

  it('leaves out what has a default and asks for what has none', () => {
    expect(parseArguments({}, command)).toBeNull();
    expect(parseArguments({ speed: '5' }, command)).toEqual({ speed: 5 });
    expect(parseArguments({ speed: '5', recipe: 'ash' }, command)).toEqual({ speed: 5, recipe: 'ash' });
  });

  it('says what must be so', () => {
    expect(onlyWhenWords(command)).toBe('mode is idle');
  });
});
