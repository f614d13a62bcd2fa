import { Button, Select, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { address, ApiError, send } from '../../api/http';
import { sessionQuery } from '../../api/queries';
import type { TagDetail, TagValue, WriteDone, WriteEnvelope } from '../../api/types';
import { formatMs, formatNumber, formatValue } from '../../format/number';
import { useLiveValue } from '../../live/live';
import { Shape } from '../../parts/Shape';
import { mayWrite, parseWrite, rateWords } from './writeCheck';

type Step = { kind: 'edit' } | { kind: 'confirm'; value: TagValue } | { kind: 'sending'; value: TagValue } | { kind: 'done'; answer: WriteDone } | { kind: 'refused'; error: ApiError };

/** An operator's write: the envelope before, one confirmation that says what will happen, the outcome with read-back and audit number. */
export function WriteForm({ tag, envelope }: { tag: TagDetail; envelope: WriteEnvelope }) {
  const { data: user } = useQuery(sessionQuery);
  const queries = useQueryClient();
  const live = useLiveValue(tag.path);
  const [text, setText] = useState('');
  const [reason, setReason] = useState('');
  const [step, setStep] = useState<Step>({ kind: 'edit' });
  const unit = tag.unit ? ` ${tag.unit.symbol}` : '';
  const words = (value: TagValue) => `${formatValue(value, tag)}${tag.states && typeof value === 'number' ? '' : unit}`;
  const parsed = parseWrite(text, tag, envelope);
  const allowed = user ? mayWrite(user.role, envelope.minRole) : false;

  const review = (event: FormEvent) => {
    event.preventDefault();
    if ('value' in parsed) setStep({ kind: 'confirm', value: parsed.value });
  };
  const write = async (value: TagValue) => {
    setStep({ kind: 'sending', value });
    try {
      const answer = await send<WriteDone>('POST', address('/writes'), { tag: tag.path, value, ...(reason ? { reason } : {}) });
      setStep({ kind: 'done', answer });
      setText('');
      setReason('');
    } catch (error) {
      setStep({ kind: 'refused', error: error instanceof ApiError ? error : new ApiError(0, { detail: String(error) }) });
    }
    void queries.invalidateQueries({ queryKey: ['audit'] });
    void queries.invalidateQueries({ queryKey: ['tag', tag.path] });
  };

  const options = tag.states
    ? Object.entries(tag.states).map(([value, label]) => ({ value, label }))
    : tag.type.toLowerCase().startsWith('bool')
      ? [
          { value: 'true', label: 'true' },
          { value: 'false', label: 'false' },
        ]
      : null;

  return (
    <section className="panel" data-testid="write-form">
      <div className="panel-head">
        <h2>Write</h2>
      </div>
      <div className="panel-body write-body">
        <dl className="facts">
          <dt>Allowed</dt>
          <dd data-testid="write-range">
            {envelope.low === null && envelope.high === null
              ? 'any value'
              : `${envelope.low === null ? 'any' : formatNumber(envelope.low)} to ${envelope.high === null ? 'any' : formatNumber(envelope.high)}${unit}`}
          </dd>
          <dt>Change</dt>
          <dd>{rateWords(envelope.maxRate, tag.unit?.symbol)}</dd>
          <dt>Needs</dt>
          <dd>
            role {envelope.minRole}
            {user ? `, yours is ${user.role}` : ''}
          </dd>
          <dt>Fresh</dt>
          <dd>{envelope.freshness ? `the present value must be younger than ${envelope.freshness}` : 'no condition'}</dd>
          <dt>Read back</dt>
          <dd>{envelope.readBack ? 'yes, before it counts as done' : 'no'}</dd>
        </dl>
        {!allowed && user ? (
          <p className="muted" data-testid="write-not-allowed">
            Your role does not write here. Ask an administrator for the role {envelope.minRole}.
          </p>
        ) : step.kind === 'confirm' || step.kind === 'sending' ? (
          <div className="write-confirm" role="alertdialog" aria-label="Confirm the write">
            <p>
              Write <strong>{words(step.value)}</strong> to <strong>{tag.path}</strong>
              {live ? <> (now {words(live.value)})</> : null}. It goes to {tag.connection}, {tag.address}
              {envelope.readBack ? ', and is read back' : ''}. Your name and the outcome are kept in the audit.
            </p>
            <div className="form-buttons">
              <Button variant="default" onClick={() => setStep({ kind: 'edit' })} disabled={step.kind === 'sending'}>
                Back
              </Button>
              <Button onClick={() => void write(step.value)} disabled={step.kind === 'sending'} data-autofocus data-testid="write-confirm">
                {step.kind === 'sending' ? 'Writing …' : `Write ${words(step.value)}`}
              </Button>
            </div>
          </div>
        ) : (
          <form className="write-fields" onSubmit={review}>
            {options ? (
              <Select label="New value" data={options} value={text || null} onChange={(value) => setText(value ?? '')} placeholder="Choose" data-testid="write-value" />
            ) : (
              <TextInput
                label={`New value${unit ? ` in${unit}` : ''}`}
                value={text}
                onChange={(event) => setText(event.currentTarget.value)}
                inputMode="decimal"
                error={text !== '' && 'problem' in parsed ? parsed.problem : undefined}
                data-testid="write-value"
              />
            )}
            <TextInput label="Reason (kept in the audit)" value={reason} onChange={(event) => setReason(event.currentTarget.value)} data-testid="write-reason" />
            <Button type="submit" disabled={'problem' in parsed} data-testid="write-review">
              Review
            </Button>
          </form>
        )}
        {step.kind === 'done' ? (
          <div className="write-outcome" role="status" data-testid="write-outcome">
            <strong>Written.</strong> Requested {words(step.answer.requested)}, read back {words(step.answer.readBack)} after {formatMs(step.answer.durationMs)} ms. Audit{' '}
            <span data-testid="audit-id">{step.answer.auditId}</span>.
          </div>
        ) : null}
        {step.kind === 'refused' ? (
          <div className="write-outcome write-refused" role="alert" data-testid="write-outcome">
            <Shape attention="high" />
            <div>
              <strong>{step.error.status === 504 ? 'Not confirmed.' : step.error.status === 502 || step.error.status === 0 ? 'Failed.' : 'Refused.'}</strong> {step.error.detail}
              {step.error.remedy ? <div className="remedy">{step.error.remedy}</div> : null}
              {step.error.auditId ? (
                <div className="muted">
                  Audit <span data-testid="audit-id">{step.error.auditId}</span>
                </div>
              ) : null}
            </div>
          </div>
        ) : null}
      </div>
    </section>
  );
}
