import { formatDuration, formatTime } from '../../format/time';
import { useNow } from '../../live/clock';
import { useZone } from '../../parts/zone';
import type { ConnectionDetail, ConnectionState } from '../../api/types';
import { stateSpans } from './timeline';

const dayMs = 86_400_000;
const tall: Record<ConnectionState, number> = { disabled: 4, running: 10, synchronizing: 16, connecting: 16, degraded: 24, faulted: 32 };

/** The states of the last 24 hours: the more a state needs a person, the taller it stands, so that it reads without colour. */
export function StateTimeline({ timeline }: { timeline: ConnectionDetail['timeline'] }) {
  const now = useNow();
  const zone = useZone();
  const from = now - dayMs;
  const spans = stateSpans(timeline, from, now);
  const x = (t: number) => ((t - from) / dayMs) * 1000;
  const hours = [0, 6, 12, 18, 24];
  return (
    <div className="timeline" data-testid="state-timeline">
      <svg viewBox="0 0 1000 32" preserveAspectRatio="none" role="img" aria-label="States of the last 24 hours">
        {spans.map((span) => (
          <rect key={span.from} x={x(span.from)} width={Math.max(1.5, x(span.to) - x(span.from))} y={32 - tall[span.state]} height={tall[span.state]} className={`timeline-${span.state}`}>
            <title>{`${span.state} for ${formatDuration(span.to - span.from)} from ${formatTime(span.from, zone, now)}${span.cause ? `: ${span.cause}` : ''}`}</title>
          </rect>
        ))}
      </svg>
      <div className="timeline-scale">
        {hours.map((hour) => (
          <span key={hour}>{formatTime(from + hour * 3_600_000, zone, now).slice(-8, -3)}</span>
        ))}
      </div>
      <ol className="timeline-list">
        {spans
          .toReversed()
          .slice(0, 6)
          .map((span) => (
            <li key={span.from}>
              <span className="num-text muted">{formatTime(span.from, zone, now)}</span> <strong>{span.state}</strong>{' '}
              <span className="muted">
                {formatDuration(span.to - span.from)}
                {span.cause ? `, ${span.cause}` : ''}
              </span>
            </li>
          ))}
      </ol>
    </div>
  );
}
