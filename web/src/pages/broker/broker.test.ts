import { describe, expect, it } from 'vitest';
import type { BrokerTopic } from '../../api/types';
import { identityWords, lifeWords, topicText, topicWords } from './answer';

const topic = (more: Partial<BrokerTopic>): BrokerTopic => ({ topic: 'a', qos: 0, bytes: 1, form: 'text', text: null, metrics: null, isCut: false, ...more });

describe('the broker in words', () => {
  it.each([
    [null, 'never'],
    [0, '0 s'],
    [119, '119 s'],
    [600, '10 min'],
    [7_200, '2 h'],
    [604_800, '7 d'],
  ])('%s seconds are %s', (seconds, words) => expect(lifeWords(seconds)).toBe(words));

  it('tells accounts and certificates apart', () => {
    expect(identityWords('user:ann')).toBe('ann');
    expect(identityWords('cert:press3')).toBe('press3 (certificate)');
    expect(identityWords('anonymous')).toBe('nobody known');
  });

  it('tells metrics by name, or by alias where there is none', () =>
    expect(
      topicWords(
        topic({
          form: 'sparkplug',
          metrics: [
            { name: 'oil', alias: 1, type: 'Double', at: null, value: '42.5' },
            { name: '', alias: 2, type: null, at: null, value: null },
          ],
        }),
      ),
    ).toBe('oil = 42.5, alias 2 = null'));

  it('indents JSON that is whole, and leaves the rest as it came', () => {
    expect(topicText(topic({ form: 'json', text: '{"a":1}' }))).toBe('{\n  "a": 1\n}');
    expect(topicText(topic({ form: 'json', text: '{"a":', isCut: true }))).toBe('{"a":');
  });
});
