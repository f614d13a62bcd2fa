import { Button } from '@mantine/core';
import { formatDuration } from '../format/time';
import { useNow } from '../live/clock';
import { live, useLiveStatus } from '../live/live';
import { Icon } from '../parts/icons';
import { Time } from '../parts/Time';

/** Said while the live connection is down; values on the page fade and stand still. */
export function LiveNotice() {
  const status = useLiveStatus();
  useNow();
  if (status.kind !== 'paused') return null;
  const wait = status.retryAt - Date.now();
  return (
    <div className="notice notice-warning" role="alert" data-testid="live-paused">
      <Icon name="warning" size={16} />
      <span className="grow">
        <strong>Live values paused</strong> since <Time at={status.since} />: the connection to Millwright is lost.{' '}
        {wait > 500 ? `The next attempt is in ${formatDuration(Math.ceil(wait / 1000) * 1000)}.` : 'Connecting …'}
      </span>
      <Button variant="default" onClick={() => live.retryNow()}>
        Try now
      </Button>
    </div>
  );
}
