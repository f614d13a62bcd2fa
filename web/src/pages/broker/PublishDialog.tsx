import { Button, Checkbox, Modal, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { address, ApiError, send } from '../../api/http';
import type { BrokerPublished } from '../../api/types';
import { formatCount } from '../../format/number';
import { Shape } from '../../parts/Shape';

/** A message to whoever subscribes its topic; name and outcome are kept in the audit. */
export function PublishDialog({ close }: { close: () => void }) {
  const queries = useQueryClient();
  const [topic, setTopic] = useState('');
  const [payload, setPayload] = useState('');
  const [qos, setQos] = useState('1');
  const [retain, setRetain] = useState(false);
  const publish = useMutation({
    mutationFn: () => send<BrokerPublished>('POST', address('/mqtt/publish'), { topic, payload, qos: Number(qos), retain }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['broker'] }),
  });
  return (
    <Modal opened onClose={close} title="Publish a message" data-testid="publish-dialog">
      <div className="broker-form">
        <p className="muted">The broker sends it to every client that subscribes its topic. Your name and the topic are kept in the audit.</p>
        <TextInput label="Topic" placeholder="acme/press3/note" value={topic} onChange={(event) => setTopic(event.currentTarget.value)} data-testid="publish-topic" />
        <Textarea
          label="Payload"
          description="Text. An empty one that is retained takes the retained message away."
          autosize
          minRows={3}
          maxRows={12}
          value={payload}
          onChange={(event) => setPayload(event.currentTarget.value)}
          data-testid="publish-payload"
        />
        <div className="broker-publish">
          <SegmentedControl data={['0', '1', '2'].map((value) => ({ value, label: `QoS ${value}` }))} value={qos} onChange={setQos} aria-label="Quality of service" />
          <Checkbox label="Retain for later subscribers" checked={retain} onChange={(event) => setRetain(event.currentTarget.checked)} data-testid="publish-retain" />
        </div>
        {publish.data ? (
          <p role="status" data-testid="publish-outcome">
            <strong>Published</strong> {formatCount(publish.data.bytes)} bytes to {publish.data.topic}.
          </p>
        ) : null}
        {publish.error ? (
          <div role="alert" data-testid="publish-outcome">
            <Shape attention="high" /> <strong>Not published.</strong> {publish.error.message}
            {publish.error instanceof ApiError && publish.error.remedy ? <div className="remedy">{publish.error.remedy}</div> : null}
          </div>
        ) : null}
      </div>
      <div className="form-buttons">
        <Button variant="default" onClick={close}>
          {publish.data ? 'Close' : 'Back'}
        </Button>
        <Button onClick={() => publish.mutate()} disabled={topic === '' || publish.isPending} data-testid="publish-confirm">
          {publish.isPending ? 'Publishing …' : 'Publish'}
        </Button>
      </div>
    </Modal>
  );
}
