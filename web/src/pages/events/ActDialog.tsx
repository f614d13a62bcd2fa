import { Button, Modal, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { address, ApiError, send } from '../../api/http';
import type { PlantEvent } from '../../api/types';
import { Shape } from '../../parts/Shape';
import { placeOf } from './eventRows';

type Action = 'acknowledge' | 'confirm' | 'comment';

/** What a person says of a condition: it says what will happen, and keeps the outcome on the page. */
export function ActDialog({ event, close }: { event: PlantEvent; close: () => void }) {
  const queries = useQueryClient();
  const [comment, setComment] = useState('');
  const [refusal, setRefusal] = useState<ApiError | null>(null);
  const [sending, setSending] = useState(false);
  const condition = event.condition;
  if (!condition) return null;
  const first: Action = condition.acknowledged ? (condition.confirmed ? 'comment' : 'confirm') : 'acknowledge';
  const word = { acknowledge: 'Acknowledge', confirm: 'Confirm', comment: 'Comment' }[first];

  const act = async (action: Action) => {
    setSending(true);
    setRefusal(null);
    try {
      await send('POST', address(`/conditions/${condition.key}/${action}`), { comment, seen: event.id });
      close();
    } catch (error) {
      setRefusal(error instanceof ApiError ? error : new ApiError(0, { detail: String(error) }));
    }
    setSending(false);
    void queries.invalidateQueries({ queryKey: ['conditions'] });
    void queries.invalidateQueries({ queryKey: ['audit'] });
  };

  return (
    <Modal opened onClose={close} title={`${word}: ${condition.name || event.message}`} data-testid="act-dialog">
      <p>
        {event.message} <span className="muted">at {placeOf(event)}</span>
      </p>
      <p className="muted">It is told to {event.connection || 'Millwright'} in your name, and kept in the audit.</p>
      <TextInput label="Comment" value={comment} onChange={(change) => setComment(change.currentTarget.value)} maxLength={500} data-autofocus data-testid="act-comment" />
      {refusal ? (
        <div className="write-refused act-refusal" role="alert">
          <Shape attention="high" />
          <div>
            {refusal.detail}
            {refusal.remedy ? <div className="remedy">{refusal.remedy}</div> : null}
          </div>
        </div>
      ) : null}
      <div className="form-buttons">
        <Button variant="default" onClick={close} disabled={sending}>
          Back
        </Button>
        <Button onClick={() => void act(first)} disabled={sending || (first === 'comment' && comment === '')} data-testid="act-confirm">
          {sending ? 'Telling …' : word}
        </Button>
      </div>
    </Modal>
  );
}
