import type { BrokerTopic } from '../../api/types';

/** A duration of seconds in the roughest unit that is still true to a tenth, `never` for a session that lasts for ever. */
export function lifeWords(seconds: number | null): string {
  if (seconds === null) return 'never';
  if (seconds >= 2 * 86_400) return `${Math.round(seconds / 86_400)} d`;
  if (seconds >= 2 * 3_600) return `${Math.round(seconds / 3_600)} h`;
  if (seconds >= 120) return `${Math.round(seconds / 60)} min`;
  return `${seconds} s`;
}

/** Who a client is, in words: the kind of its proof and its name. */
export function identityWords(identity: string): string {
  if (identity.startsWith('user:')) return `${identity.slice(5)}`;
  if (identity.startsWith('cert:')) return `${identity.slice(5)} (certificate)`;
  return 'nobody known';
}

/** What a message says, in one line. */
export function topicWords(topic: BrokerTopic): string {
  if (topic.metrics) return topic.metrics.map((m) => `${m.name || `alias ${m.alias ?? '?'}`} = ${m.value ?? 'null'}`).join(', ');
  return (topic.text ?? '').replaceAll(/\s+/g, ' ');
}

/** A message at full length, JSON indented. */
export function topicText(topic: BrokerTopic): string {
  if (topic.form !== 'json' || topic.isCut) return topic.text ?? '';
  try {
    return JSON.stringify(JSON.parse(topic.text ?? ''), null, 2);
  } catch {
    // A number that JavaScript cannot hold, or the like: as it came is as good.
    return topic.text ?? '';
  }
}
