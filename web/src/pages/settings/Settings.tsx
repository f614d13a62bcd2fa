import './settings.css';
import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { sessionQuery } from '../../api/queries';
import { mayWrite } from '../tag/writeCheck';
import { Certificates } from './Certificates';
import { ConfigurationView } from './ConfigurationView';
import { Users } from './Users';

export function Settings() {
  const { tab = 'configuration' } = useSearch({ from: '/frame/settings' });
  const navigate = useNavigate({ from: '/settings' });
  const { data: user } = useQuery(sessionQuery);
  const admin = user ? mayWrite(user.role, 'admin') : false;
  return (
    <div className="page settings" data-testid="settings">
      <div className="page-head">
        <h1>Settings</h1>
      </div>
      <Tabs value={tab} onChange={(value) => void navigate({ search: value ? { tab: value } : {}, replace: true })} keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="configuration">Configuration</Tabs.Tab>
          <Tabs.Tab value="certificates" data-testid="settings-certificates">
            Certificates
          </Tabs.Tab>
          {admin ? (
            <Tabs.Tab value="users" data-testid="settings-users">
              Users
            </Tabs.Tab>
          ) : null}
        </Tabs.List>
        <Tabs.Panel value="configuration">
          <ConfigurationView />
        </Tabs.Panel>
        <Tabs.Panel value="certificates">
          <Certificates mayChange={admin} />
        </Tabs.Panel>
        {admin ? (
          <Tabs.Panel value="users">
            <Users />
          </Tabs.Panel>
        ) : null}
      </Tabs>
    </div>
  );
}
