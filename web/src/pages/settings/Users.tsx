import { Button, Modal, PasswordInput, Select, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { address, ApiError, send } from '../../api/http';
import { sessionQuery, usersQuery } from '../../api/queries';
import type { Role } from '../../api/types';
import { Failure, SkeletonRows } from '../../parts/Message';
import { Time } from '../../parts/Time';

const roles: readonly { value: Role; label: string }[] = [
  { value: 'viewer', label: 'viewer: sees everything' },
  { value: 'operator', label: 'operator: also writes within limits' },
  { value: 'engineer', label: 'engineer: also restarts connections' },
  { value: 'admin', label: 'admin: also manages accounts' },
];

function AddUser({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [password, setPassword] = useState('');
  const [error, setError] = useState<ApiError | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await send('POST', address('/users'), { name, role, password });
      await queries.invalidateQueries({ queryKey: usersQuery.queryKey });
      setName('');
      setPassword('');
      setError(null);
      onClose();
    } catch (problem) {
      setError(problem instanceof ApiError ? problem : new ApiError(0, { detail: String(problem) }));
    }
  };
  return (
    <Modal opened={opened} onClose={onClose} title="Add an account">
      <form className="form" onSubmit={(event) => void submit(event)} data-testid="user-form">
        <TextInput label="Name" value={name} onChange={(event) => setName(event.currentTarget.value)} required withAsterisk={false} autoComplete="off" data-autofocus data-testid="user-name" />
        <Select label="Role" data={roles} value={role} onChange={(value) => setRole((value ?? 'viewer') as Role)} data-testid="user-role" />
        <PasswordInput label="Password" value={password} onChange={(event) => setPassword(event.currentTarget.value)} required withAsterisk={false} autoComplete="new-password" data-testid="user-password" />
        {error ? (
          <p role="alert" className="form-error">
            <strong>{error.detail}</strong> {error.remedy}
          </p>
        ) : null}
        <div className="form-buttons">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={name === '' || password === ''} data-testid="user-save">
            Add
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** The accounts of this node. */
export function Users() {
  const queries = useQueryClient();
  const { data: me } = useQuery(sessionQuery);
  const users = useQuery(usersQuery);
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<string | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const remove = async (name: string) => {
    try {
      await send('DELETE', address(`/users/${encodeURIComponent(name)}`));
      await queries.invalidateQueries({ queryKey: usersQuery.queryKey });
      setRemoving(null);
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  };
  if (users.isPending) return <SkeletonRows rows={4} />;
  if (!users.data) return <Failure what="The accounts cannot be listed" error={users.error} retry={() => void users.refetch()} />;
  return (
    <>
      <div>
        <Button onClick={() => setAdding(true)} data-testid="user-add">
          Add an account
        </Button>
      </div>
      <section className="panel table-scroll">
        <table className="table" data-testid="users-table">
          <thead>
            <tr>
              <th>Name</th>
              <th>Role</th>
              <th>Password</th>
              <th>Created</th>
              <th>Last seen</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {users.data.map((user) => (
              <tr key={user.name} data-testid="user-row" data-user={user.name}>
                <td>
                  {user.name} {user.name === me?.name ? <span className="muted">(you)</span> : null}
                </td>
                <td>{user.role}</td>
                <td className="muted">{user.passwordSet ? 'set' : 'not set'}</td>
                <td className="muted">
                  <Time at={user.createdAt} />
                </td>
                <td className="muted">{user.lastSeen ? <Time at={user.lastSeen} /> : 'never'}</td>
                <td className="num">
                  {user.name === me?.name ? null : (
                    <Button
                      variant="subtle"
                      color="gray"
                      onClick={() => {
                        setFailure(null);
                        setRemoving(user.name);
                      }}
                    >
                      Remove
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <AddUser opened={adding} onClose={() => setAdding(false)} />
      <Modal opened={removing !== null} onClose={() => setRemoving(null)} title={`Remove ${removing ?? ''}?`}>
        <p>The account and its sessions end at once. What it wrote stays in the audit under its name.</p>
        {failure ? <p role="alert">{failure}</p> : null}
        <div className="form-buttons">
          <Button variant="default" onClick={() => setRemoving(null)}>
            Cancel
          </Button>
          <Button onClick={() => removing && void remove(removing)} data-testid="user-remove-confirm">
            Remove {removing}
          </Button>
        </div>
      </Modal>
    </>
  );
}
