import { memo, useMemo } from 'react';
import type { Series } from '../../api/types';
import { formatDuration, formatTime } from '../../format/time';
import { serverNow } from '../../live/clock';
import { useZone } from '../../parts/zone';
import { ribbonSpans } from './ribbon';

export const ribbonMs = 8 * 3_600_000;

/** The states of the last eight hours as shades of grey; a fault is hatched, an unknown time is empty. */
export const Ribbon = memo(function Ribbon({ series, states }: { series: Series | undefined; states: Record<string, string> | null }) {
  const zone = useZone();
  const spans = useMemo(() => {
    if (!series) return [];
    const to = serverNow();
    return ribbonSpans(series, states, to - ribbonMs, to).map((span) => ({
      ...span,
      x: ((span.from - to + ribbonMs) / ribbonMs) * 1000,
      width: ((span.to - span.from) / ribbonMs) * 1000,
      words: `${span.text}, ${formatDuration(span.to - span.from)} from ${formatTime(span.from, zone, to)}`,
    }));
  }, [series, states, zone]);
  return (
    <svg className="ribbon" viewBox="0 0 1000 8" preserveAspectRatio="none" role="img" aria-label="States of the last 8 hours">
      {spans.map((span) => (
        <rect key={span.from} x={span.x} width={span.width} y={0} height={8} className={`ribbon-${span.kind} ribbon-shade-${span.shade}`}>
          <title>{span.words}</title>
        </rect>
      ))}
    </svg>
  );
});
