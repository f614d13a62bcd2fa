import './broker.css';
import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { brokerQuery } from '../../api/queries';
import { formatCount } from '../../format/number';
import { Icon } from '../../parts/icons';
import { Empty, Failure, SkeletonRows } from '../../parts/Message';
import { Shape } from '../../parts/Shape';
import { PublishDialog } from './PublishDialog';
import { SessionTable } from './SessionTable';
import { TopicTable } from './TopicTable';

/** The plant's MQTT broker: who is connected, what waits for whom, what is retained, and what it dropped and refused. */
export function BrokerPage() {
  const { filter } = useSearch({ from: '/frame/broker' });
  const navigate = useNavigate({ from: '/broker' });
  const [publishing, setPublishing] = useState(false);
  const { data: broker, error, isPending, refetch } = useQuery(brokerQuery);
  if (isPending)
    return (
      <div className="page">
        <SkeletonRows rows={12} />
      </div>
    );
  if (!broker) return <Failure what="The broker cannot be asked" error={error} retry={() => void refetch()} />;
  if (broker.state === 'off')
    return (
      <Empty icon="broker" title="This plant has no MQTT broker">
        Write <code>{'publish: { mqtt: { } }'}</code> in plant.yaml, with rules of who may publish and subscribe what: it begins at once, on this machine alone.
      </Empty>
    );
  const { figures } = broker;
  const causes = [
    ...Object.entries(broker.drops).map(([cause, count]) => ({ what: 'Message dropped', cause, count })),
    ...Object.entries(broker.refusals).map(([cause, count]) => ({ what: 'Client refused', cause, count })),
  ];
  return (
    <div className="page" data-testid="broker">
      <div className="page-head">
        <h1>Broker</h1>
        <span className="mono muted">{broker.addresses.join('  ')}</span>
        {figures ? (
          <Button size="xs" variant="default" className="broker-act" onClick={() => setPublishing(true)} data-testid="broker-publish">
            Publish a message
          </Button>
        ) : null}
      </div>
      {publishing ? <PublishDialog close={() => setPublishing(false)} /> : null}
      {broker.problem ? (
        <p role="alert" className="panel broker-none">
          <Shape attention="critical" /> {broker.problem}. <span className="muted">{broker.remedy}.</span>
        </p>
      ) : null}
      {figures ? (
        <dl className="panel broker-figures" data-testid="broker-figures">
          {(
            [
              ['Clients', figures.connections],
              ['Sessions', figures.sessions],
              ['Subscriptions', figures.subscriptions],
              ['Retained, with $SYS', figures.retainedMessages],
              ['Waiting', figures.queuedMessages],
              ['Received', figures.messagesReceived],
              ['Sent', figures.messagesSent],
              ['Bytes on disk', broker.storeBytes],
            ] as const
          ).map(([word, count]) => (
            <div key={word}>
              <dt>{word}</dt>
              <dd>{formatCount(count)}</dd>
            </div>
          ))}
        </dl>
      ) : null}
      {causes.length > 0 ? (
        <section className="panel table-scroll broker-section">
          <table className="table" data-testid="broker-causes">
            <thead>
              <tr>
                <th>Not carried</th>
                <th>Cause</th>
                <th className="num">Times</th>
              </tr>
            </thead>
            <tbody>
              {causes.map((one) => (
                <tr key={`${one.what} ${one.cause}`}>
                  <td>{one.what}</td>
                  <td>{one.cause.replaceAll('-', ' ')}</td>
                  <td className="num">{formatCount(one.count)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ) : null}
      {figures ? (
        <>
          <SessionTable />
          <section className="panel table-scroll broker-section">
            <div className="panel-head">
              <h2>Retained</h2>
              <TextInput
                size="xs"
                value={filter ?? ''}
                onChange={(event) => void navigate({ search: event.currentTarget.value ? { filter: event.currentTarget.value } : {}, replace: true })}
                placeholder="Topic filter, such as acme/#"
                aria-label="Topic filter"
                leftSection={<Icon name="search" size={14} />}
              />
            </div>
            <TopicTable filter={filter ?? '#'} />
          </section>
        </>
      ) : null}
    </div>
  );
}
