import './frame.css';
import { useLocalStorage } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { ApiError } from '../api/http';
import { connectionsQuery, nodeQuery, sessionQuery } from '../api/queries';
import type { Node } from '../api/types';
import { knownZone } from '../format/time';
import { catalogTotal, forgetCatalog, loadCatalog } from '../live/catalog';
import { learnServerTime } from '../live/clock';
import { live, useLiveStatus } from '../live/live';
import { ZoneContext } from '../parts/zone';
import { LiveNotice } from './LiveNotice';
import { Palette } from './Palette';
import { Rail } from './Rail';
import { SetPasswordNotice } from './SetPasswordNotice';
import { TopBar } from './TopBar';
import { usePaletteKeys } from './usePaletteKeys';

/** What stands around every page: rail, top bar, notices, the live connection and the plant's time zone. */
export function Frame() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const location = useLocation();
  const session = useQuery(sessionQuery);
  const node = useQuery(nodeQuery);
  const status = useLiveStatus();
  const [narrow, setNarrow] = useLocalStorage({ key: 'millwright.rail', defaultValue: window.innerWidth < 1200, getInitialValueInEffect: false });
  const [paletteOpen, setPaletteOpen] = useState(false);
  usePaletteKeys(setPaletteOpen);

  useEffect(() => {
    live.start();
    return () => live.stop();
  }, []);

  useEffect(() => live.onNode((change) => queries.setQueryData<Node>(nodeQuery.queryKey, (before) => (before ? { ...before, ...change } : before))), [queries]);
  useEffect(() => live.onConnections(() => void queries.invalidateQueries({ queryKey: connectionsQuery.queryKey })), [queries]);

  const now = node.data?.now;
  const receivedAt = node.dataUpdatedAt;
  useEffect(() => {
    if (now) learnServerTime(Date.parse(now), receivedAt);
  }, [now, receivedAt]);

  const total = node.data?.tags.total;
  useEffect(() => {
    const known = catalogTotal();
    if (total !== undefined && known !== null && known !== total) void loadCatalog();
  }, [total]);

  const paused = status.kind === 'paused';
  useEffect(() => {
    if (paused && live.failedAttempts > 1) void queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
  }, [paused, status, queries]);

  const ended = session.error instanceof ApiError && session.error.status === 401;
  useEffect(() => {
    if (!ended) return;
    live.stop();
    forgetCatalog();
    queries.clear();
    void navigate({ to: '/sign-in', search: { to: location.href } });
  }, [ended, queries, navigate, location.href]);

  return (
    <ZoneContext value={knownZone(node.data?.timeZone)}>
      <div className={`frame ${narrow ? 'frame-narrow' : ''} ${paused ? 'live-paused' : ''}`}>
        <Rail narrow={narrow} onToggle={() => setNarrow(!narrow)} />
        <TopBar onSearch={() => setPaletteOpen(true)} />
        <div className="frame-main">
          <SetPasswordNotice />
          <LiveNotice />
          <main className="frame-page" data-testid="page">
            <Outlet />
          </main>
        </div>
        <Palette opened={paletteOpen} onClose={() => setPaletteOpen(false)} />
      </div>
    </ZoneContext>
  );
}
