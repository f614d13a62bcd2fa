import { Button, Modal, PasswordInput, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { address, ApiError, send } from '../api/http';
import { sessionQuery } from '../api/queries';

/** Chooses the account's name and password after a one-time link, or changes the password later. */
export function PasswordDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { data: user } = useQuery(sessionQuery);
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const first = user?.passwordSet === false;
  const differs = again !== '' && again !== password;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await send('PUT', address('/session/password'), first ? { name, password } : { password, currentPassword: current });
      await queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
      setPassword('');
      setAgain('');
      setCurrent('');
      onClose();
    } catch (problem) {
      setError(problem instanceof ApiError ? problem : new ApiError(0, { detail: String(problem) }));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Modal opened={opened} onClose={onClose} title={first ? 'Choose your name and password' : 'Change your password'}>
      <form className="form" onSubmit={(event) => void submit(event)} data-testid="password-form">
        {first ? (
          <TextInput label="Name" value={name} onChange={(event) => setName(event.currentTarget.value)} autoComplete="username" required data-autofocus data-testid="password-name" />
        ) : (
          <PasswordInput label="Present password" value={current} onChange={(event) => setCurrent(event.currentTarget.value)} autoComplete="current-password" required data-autofocus />
        )}
        <PasswordInput label="New password" value={password} onChange={(event) => setPassword(event.currentTarget.value)} autoComplete="new-password" required data-testid="password-new" />
        <PasswordInput
          label="New password again"
          value={again}
          onChange={(event) => setAgain(event.currentTarget.value)}
          autoComplete="new-password"
          required
          error={differs ? 'The two passwords differ.' : undefined}
          data-testid="password-again"
        />
        {error ? (
          <p role="alert" className="form-error" data-testid="password-error">
            <strong>{error.detail}</strong> {error.remedy}
          </p>
        ) : null}
        <div className="form-buttons">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={busy || password === '' || again !== password || (first ? name === '' : current === '')} data-testid="password-save">
            Save
          </Button>
        </div>
      </form>
    </Modal>
  );
}
