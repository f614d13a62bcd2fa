import { Button, Modal, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { address, ApiError, escapePath, send } from '../../api/http';
import type { Command, CommandDone } from '../../api/types';
import { formatMs, formatValue } from '../../format/number';
import { Shape } from '../../parts/Shape';
import { onlyWhenWords, parseArgument, parseArguments } from './commandForm';

type Step = { kind: 'edit' } | { kind: 'sending' } | { kind: 'done'; answer: CommandDone } | { kind: 'refused'; error: ApiError };

/** One call of a command: what it has to be told, what will happen, and what came of it. */
export function CallDialog({ command, close }: { command: Command; close: () => void }) {
  const queries = useQueryClient();
  const [texts, setTexts] = useState<Record<string, string>>({});
  const [reason, setReason] = useState('');
  const [step, setStep] = useState<Step>({ kind: 'edit' });
  const values = parseArguments(texts, command);
  const condition = onlyWhenWords(command);

  const call = async () => {
    setStep({ kind: 'sending' });
    try {
      const answer = await send<CommandDone>('POST', address(`/commands/${escapePath(command.path)}`), { arguments: values, ...(reason ? { reason } : {}) });
      setStep({ kind: 'done', answer });
    } catch (error) {
      setStep({ kind: 'refused', error: error instanceof ApiError ? error : new ApiError(0, { detail: String(error) }) });
    }
    void queries.invalidateQueries({ queryKey: ['audit'] });
  };

  return (
    <Modal opened onClose={close} title={command.path} data-testid="call-dialog">
      <p>
        {command.description} It goes to {command.connection}
        {condition ? `, only when ${condition}` : ''}. Your name and the outcome are kept in the audit.
      </p>
      {command.arguments.map((argument) => {
        const text = texts[argument.name] ?? '';
        const parsed = parseArgument(text, argument);
        return (
          <TextInput
            key={argument.name}
            label={`${argument.name}${argument.unit ? ` in ${argument.unit}` : ''}`}
            description={argument.description ?? undefined}
            placeholder={argument.default === null ? argument.type : formatValue(argument.default)}
            value={text}
            onChange={(event) => {
              const typed = event.currentTarget.value;
              setTexts((before) => ({ ...before, [argument.name]: typed }));
            }}
            error={text !== '' && 'problem' in parsed ? parsed.problem : undefined}
            data-testid={`argument-${argument.name}`}
          />
        );
      })}
      <TextInput label="Reason (kept in the audit)" value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={500} data-testid="call-reason" />
      {step.kind === 'done' ? (
        <div className="call-outcome" role="status" data-testid="call-outcome">
          <strong>Done</strong> after {formatMs(step.answer.durationMs)} ms
          {step.answer.outputs.length > 0 ? `: ${step.answer.outputs.map((output) => formatValue(output)).join(', ')}` : ''}. Audit {step.answer.auditId}.
        </div>
      ) : null}
      {step.kind === 'refused' ? (
        <div className="call-outcome" role="alert" data-testid="call-outcome">
          <Shape attention="high" /> <strong>{step.error.status === 504 ? 'Not confirmed.' : 'Not done.'}</strong> {step.error.detail}
          {step.error.remedy ? <div className="remedy">{step.error.remedy}</div> : null}
        </div>
      ) : null}
      <div className="form-buttons">
        <Button variant="default" onClick={close}>
          {step.kind === 'done' ? 'Close' : 'Back'}
        </Button>
        <Button onClick={() => void call()} disabled={values === null || step.kind === 'sending'} data-testid="call-confirm">
          {step.kind === 'sending' ? 'Calling …' : `Call ${command.path.split('/').at(-1)}`}
        </Button>
      </div>
    </Modal>
  );
}
