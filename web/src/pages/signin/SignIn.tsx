import './signIn.css';
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { address, ApiError, send } from '../../api/http';
import { sessionQuery } from '../../api/queries';
import type { User } from '../../api/types';
import { Icon } from '../../parts/icons';

const explain = (error: unknown): { what: string; remedy: string } => {
  if (!(error instanceof ApiError)) return { what: 'Signing in failed.', remedy: String(error) };
  if (error.code === 'bad-credentials') return { what: 'Name or password is wrong.', remedy: 'Check both and try again.' };
  if (error.code === 'too-many-attempts')
    return {
      what: 'Too many attempts.',
      remedy: error.retryAfterSeconds ? `Try again in ${error.retryAfterSeconds} s.` : (error.remedy ?? 'Wait a while and try again.'),
    };
  return { what: error.detail, remedy: error.remedy ?? '' };
};

/** Sign-in by name and password; the one-time link of the first start is handled by the server before this page. */
export function SignIn() {
  const { failed, to } = useSearch({ from: '/sign-in' });
  const navigate = useNavigate();
  const router = useRouter();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      queries.setQueryData(sessionQuery.queryKey, await send<User>('POST', address('/session'), { name, password }));
      if (to) router.history.push(to);
      else await navigate({ to: '/' });
    } catch (problem) {
      setError(problem);
      setPassword('');
      setBusy(false);
    }
  };

  const shown = error ? explain(error) : null;
  return (
    <main className="sign-in">
      <form className="sign-in-card panel" onSubmit={(event) => void submit(event)} data-testid="sign-in">
        <div className="sign-in-brand">
          <img src="/icon.svg" alt="" width="32" height="32" />
          <h1>Millwright</h1>
        </div>
        {failed ? (
          <div className="sign-in-notice" role="alert" data-testid="sign-in-link-failed">
            <Icon name="warning" size={16} />
            <div>
              <strong>This sign-in link is no longer valid.</strong> A link works once and for a limited time. Sign in with your
              name and password, or restart Millwright to have a new link printed.
            </div>
          </div>
        ) : null}
        {shown ? (
          <div className="sign-in-notice" role="alert" data-testid="sign-in-error">
            <Icon name="warning" size={16} />
            <div>
              <strong>{shown.what}</strong> {shown.remedy}
            </div>
          </div>
        ) : null}
        <TextInput
          label="Name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          autoComplete="username"
          autoFocus
          required
          withAsterisk={false}
          size="sm"
          data-testid="sign-in-name"
        />
        <PasswordInput
          label="Password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="current-password"
          required
          withAsterisk={false}
          size="sm"
          data-testid="sign-in-password"
        />
        <Button type="submit" disabled={busy || name === '' || password === ''} size="sm" data-testid="sign-in-submit">
          {busy ? 'Signing in …' : 'Sign in'}
        </Button>
        <p className="muted">First time here? Open the one-time link that Millwright printed when it started.</p>
      </form>
    </main>
  );
}
