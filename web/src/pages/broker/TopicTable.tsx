import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { brokerTopicsQuery } from '../../api/queries';
import { formatCount } from '../../format/number';
import { Failure } from '../../parts/Message';
import { topicText, topicWords } from './answer';

/** Retained messages; a click shows one at full length. */
export function TopicTable({ filter }: { filter: string }) {
  const { data, error } = useQuery(brokerTopicsQuery(filter));
  const [open, setOpen] = useState<string | null>(null);
  if (error) return <Failure what="The topics cannot be listed" error={error} />;
  if (data && data.items.length === 0) return <p className="broker-none muted">Nothing is retained there. A client, or millwright mqtt publish TOPIC PAYLOAD --retain, keeps a message for later subscribers.</p>;
  return (
    <table className="table" data-testid="broker-topics">
      <thead>
        <tr>
          <th>Topic</th>
          <th>Form</th>
          <th className="num">Bytes</th>
          <th className="num">QoS</th>
          <th>Says</th>
        </tr>
      </thead>
      <tbody>
        {data?.items.map((one) => (
          <tr key={one.topic}>
            <td className="mono">
              <button type="button" className="broker-topic" aria-expanded={open === one.topic} onClick={() => setOpen(open === one.topic ? null : one.topic)}>
                {one.topic}
              </button>
            </td>
            <td>{one.form}</td>
            <td className="num">{formatCount(one.bytes)}</td>
            <td className="num">{one.qos}</td>
            <td className="mono">
              {open === one.topic ? (
                <pre className="broker-whole">{one.metrics ? topicWords(one).replaceAll(', ', '\n') : topicText(one)}</pre>
              ) : (
                <div className="broker-says">{topicWords(one)}</div>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
