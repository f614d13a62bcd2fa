import { ActionIcon, Menu } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { sessionQuery } from '../api/queries';
import { Icon } from '../parts/icons';
import { PasswordDialog } from './PasswordDialog';
import { signOut } from './signOut';

export function UserMenu() {
  const { data: user } = useQuery(sessionQuery);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [changing, setChanging] = useState(false);
  const leave = async () => {
    await signOut(queries);
    await navigate({ to: '/sign-in' });
  };
  return (
    <>
      <Menu width={220}>
        <Menu.Target>
          <ActionIcon aria-label="Account" title="Account" data-testid="user-menu">
            <Icon name="user" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            {user?.name} ({user?.role})
          </Menu.Label>
          <Menu.Item onClick={() => setChanging(true)}>{user?.passwordSet ? 'Change password' : 'Choose name and password'}</Menu.Item>
          <Menu.Item onClick={() => void navigate({ to: '/settings' })}>Settings</Menu.Item>
          <Menu.Divider />
          <Menu.Item onClick={() => void leave()} data-testid="sign-out">
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <PasswordDialog opened={changing} onClose={() => setChanging(false)} />
    </>
  );
}
