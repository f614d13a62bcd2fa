import { Popover } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { nodeQuery } from '../api/queries';
import { formatBytes, formatCount, formatMs, formatRate } from '../format/number';
import { Since, Time } from '../parts/Time';
import { Shape } from '../parts/Shape';

const diskWarningDays = 7;

/** The state of this node in a line: tier, rate, disk, loss; opened, everything that lies behind it. */
export function NodeState() {
  const { data: node } = useQuery(nodeQuery);
  if (!node) return <div className="node-state node-state-empty" />;
  const days = node.disk.daysLeft;
  const lowDisk = days !== null && days < diskWarningDays;
  const attention = node.alerts.length > 0 || lowDisk || node.lossSinceYesterday > 0 || !node.ready;
  return (
    <Popover width={360} position="bottom-end">
      <Popover.Target>
        <button type="button" className="bare node-state" data-testid="node-state">
          <Shape attention={attention ? 'medium' : 'none'} />
          <span>{node.tier}</span>
          <span className="node-state-wide">
            {formatRate(node.samplesPerSecond)}
            <span className="unit">samples/s</span>
          </span>
          <span className="node-state-wide">
            {days === null ? 'disk ok' : `disk ${formatCount(days)}`}
            {days === null ? null : <span className="unit">d</span>}
          </span>
          <span>
            {formatCount(node.lossSinceYesterday)}
            <span className="unit">lost</span>
          </span>
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <h2>
          {node.name} <span className="muted">Millwright {node.version}</span>
        </h2>
        {node.alerts.map((alert) => (
          <div key={alert.what} className="node-alert">
            <Shape attention="medium" />
            <div>
              {alert.what}
              <div className="remedy">
                {alert.remedy} <Since at={alert.since} prefix="Since " />
              </div>
            </div>
          </div>
        ))}
        <dl className="facts">
          <dt>Tier</dt>
          <dd>{node.tier}</dd>
          <dt>Ready</dt>
          <dd>{node.ready ? 'yes, values flow' : 'not yet, no values flow'}</dd>
          <dt>Started</dt>
          <dd>
            <Time at={node.startedAt} />
          </dd>
          <dt>Last commit</dt>
          <dd>{node.lastCommit ? <Since at={node.lastCommit} /> : 'none yet'}</dd>
          <dt>Commit p99</dt>
          <dd>
            {formatMs(node.commitP99Ms)}
            <span className="unit">ms</span>
          </dd>
          <dt>Disk used</dt>
          <dd>{formatBytes(node.disk.usedBytes)}</dd>
          <dt>Disk free</dt>
          <dd>
            {formatBytes(node.disk.freeBytes)}
            {days === null ? null : `, lasts ${formatCount(days)} days`}
          </dd>
          <dt>Lost since yesterday</dt>
          <dd>
            <Link to="/ledger">{formatCount(node.lossSinceYesterday)} samples</Link>
          </dd>
        </dl>
      </Popover.Dropdown>
    </Popover>
  );
}
