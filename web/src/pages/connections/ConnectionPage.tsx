import './connections.css';
import { Button, Modal, Tabs } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { address, send } from '../../api/http';
import { connectionQuery, sessionQuery } from '../../api/queries';
import type { ConnectionDetail } from '../../api/types';
import { formatCount, formatMs, formatRate } from '../../format/number';
import { Failure, SkeletonRows } from '../../parts/Message';
import { Shape } from '../../parts/Shape';
import { NumbersSpark } from '../../parts/Sparkline';
import { Since, Time } from '../../parts/Time';
import { mayWrite } from '../tag/writeCheck';
import { GapTable } from '../ledger/GapTable';
import { LedgerTable } from '../ledger/LedgerTable';
import { Browse } from './Browse';
import { ConnectionStateWord } from './ConnectionStateWord';
import { ReadPlan } from './ReadPlan';
import { StateTimeline } from './StateTimeline';
import { TagErrors, Units } from './TagErrors';

const spaced = (name: string) => name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();

function Summary({ connection }: { connection: ConnectionDetail }) {
  const { responseMs: response, tags } = connection;
  return (
    <div className="connection-summary panel">
      <div className="figure">
        <h3>State</h3>
        <div className="figure-small">
          <ConnectionStateWord state={connection.state} />
          <span className="muted">
            <Since at={connection.since} />
          </span>
        </div>
      </div>
      <div className="figure">
        <h3>Response p50 / p99</h3>
        <div className="figure-small">
          {formatMs(response.p50)} / {formatMs(response.p99)}
          <span className="unit">ms</span>
          <NumbersSpark numbers={response.spark} width={72} height={20} />
        </div>
      </div>
      <div className="figure">
        <h3>Requests</h3>
        <div className="figure-small">
          {formatRate(connection.requestsPerSecond)}
          <span className="unit">per second</span>
        </div>
      </div>
      <div className="figure">
        <h3>Samples</h3>
        <div className="figure-small">
          {formatRate(connection.samplesPerSecond)}
          <span className="unit">per second</span>
        </div>
      </div>
      <div className="figure">
        <h3>Tags good</h3>
        <div className="figure-small">
          {formatCount(tags.good)}
          <span className="unit">
            of {formatCount(tags.total)}
            {tags.bad > 0 ? `, ${formatCount(tags.bad)} bad` : ''}
          </span>
        </div>
      </div>
    </div>
  );
}

function Restart({ name }: { name: string }) {
  const [asking, setAsking] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const queries = useQueryClient();
  const restart = async () => {
    try {
      await send('POST', address(`/connections/${encodeURIComponent(name)}/restart`));
      setAsking(false);
      await queries.invalidateQueries({ queryKey: ['connection', name] });
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)} data-testid="connection-restart">
        Restart
      </Button>
      <Modal opened={asking} onClose={() => setAsking(false)} title={`Restart ${name}?`}>
        <p>
          The connection to the device is closed and opened again. Its tags are Bad until it runs; the ledger records the gap with the cause “restart”. Other connections go on.
        </p>
        {failure ? <p role="alert">{failure}</p> : null}
        <div className="form-buttons">
          <Button variant="default" onClick={() => setAsking(false)}>
            Cancel
          </Button>
          <Button onClick={() => void restart()} data-testid="connection-restart-confirm">
            Restart {name}
          </Button>
        </div>
      </Modal>
    </>
  );
}

export function ConnectionPage() {
  const { name } = useParams({ from: '/frame/connections/$name' });
  const { tab = 'health' } = useSearch({ from: '/frame/connections/$name' });
  const navigate = useNavigate({ from: '/connections/$name' });
  const { data: connection, error, isPending, refetch } = useQuery(connectionQuery(name));
  const { data: user } = useQuery(sessionQuery);
  if (isPending)
    return (
      <div className="page">
        <SkeletonRows rows={12} />
      </div>
    );
  if (!connection) return <Failure what={`The connection ${name} cannot be shown`} error={error} retry={() => void refetch()} />;
  const cause = connection.state === 'running' ? null : connection.cause;
  return (
    <div className="page" data-testid="connection-page">
      <div className="page-head">
        <h1>{connection.name}</h1>
        <span className="muted">
          {connection.driver}, {connection.address}
        </span>
        <span className="grow" />
        <Link to="/explore" search={{ q: connection.name }}>
          Its tags
        </Link>
        {user && mayWrite(user.role, 'engineer') ? <Restart name={name} /> : null}
      </div>
      {connection.lastError || cause ? (
        <div className="tag-error panel">
          <Shape attention={connection.state === 'running' ? 'low' : 'high'} />
          <div>
            {connection.lastError ? (
              <>
                {connection.lastError.what}, <Since at={connection.lastError.at} /> ago
                <div className="remedy">{connection.lastError.remedy}</div>
              </>
            ) : (
              cause
            )}
          </div>
        </div>
      ) : null}
      <Summary connection={connection} />
      <Tabs value={tab} onChange={(value) => void navigate({ search: value === 'health' || !value ? {} : { tab: value }, replace: true })} keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="health">Health</Tabs.Tab>
          <Tabs.Tab value="plan">Read plan</Tabs.Tab>
          <Tabs.Tab value="errors">
            Tag errors {connection.tagErrors.length > 0 ? <span className="chip chip-attention">{connection.tagErrors.length}</span> : null}
          </Tabs.Tab>
          <Tabs.Tab value="ledger">Ledger</Tabs.Tab>
          <Tabs.Tab value="log">Log</Tabs.Tab>
          <Tabs.Tab value="browse">Browse</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="health">
          <section className="panel">
            <div className="panel-head">
              <h2>Last 24 hours</h2>
            </div>
            <div className="panel-body">
              <StateTimeline timeline={connection.timeline} />
            </div>
          </section>
          {connection.units.length > 1 ? <Units units={connection.units} /> : null}
          <section className="panel">
            <div className="panel-head">
              <h2>Counters since the start</h2>
            </div>
            <div className="counters">
              {Object.entries({ ...connection.counters, restarts: connection.restarts }).map(([key, value]) => (
                <div key={key} className="counter">
                  <h3>{spaced(key)}</h3>
                  <span>{formatCount(value)}</span>
                </div>
              ))}
            </div>
          </section>
        </Tabs.Panel>
        <Tabs.Panel value="plan">
          <section className="panel table-scroll">
            {connection.plan.length > 0 ? <ReadPlan plan={connection.plan} /> : <p className="panel-body muted">No reads are planned; the connection has no tags or is not running.</p>}
          </section>
        </Tabs.Panel>
        <Tabs.Panel value="errors">
          <section className="panel table-scroll">
            <TagErrors errors={connection.tagErrors} />
          </section>
        </Tabs.Panel>
        <Tabs.Panel value="ledger">
          <section className="panel table-scroll">{connection.ledger ? <LedgerTable rows={[connection.ledger]} /> : <p className="panel-body muted">Nothing has been sampled yet.</p>}</section>
          <section className="panel table-scroll">
            <GapTable gaps={connection.gaps} />
          </section>
        </Tabs.Panel>
        <Tabs.Panel value="log">
          <section className="panel log" data-testid="connection-log">
            {connection.log.length === 0 ? <p className="panel-body muted">Nothing has been logged yet.</p> : null}
            {connection.log
              .toSorted((a, b) => b.at.localeCompare(a.at))
              .map((line, i) => (
                <div key={`${line.at} ${i}`} className="log-line">
                  <span className="muted">
                    <Time at={line.at} milliseconds />
                  </span>
                  <span className={`log-level log-${line.level.toLowerCase()}`}>{line.level.toLowerCase()}</span>
                  <span>{line.message}</span>
                </div>
              ))}
          </section>
        </Tabs.Panel>
        <Tabs.Panel value="browse">
          <section className="panel table-scroll">
            <Browse name={name} />
          </section>
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
