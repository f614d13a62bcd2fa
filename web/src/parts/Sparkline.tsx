import { memo, useMemo } from 'react';
import type { Series } from '../api/types';
import { serverNow } from '../live/clock';
import { useSpark } from '../live/sparks';
import { sparkShape } from './sparkPath';

interface Props {
  series: Series | undefined;
  width: number;
  height: number;
  spanMs?: number;
}

export const SparkGraph = memo(function SparkGraph({ series, width, height, spanMs = 600_000 }: Props) {
  const shape = useMemo(() => {
    if (!series) return null;
    const last = series.t.at(-1) ?? 0;
    const to = Math.max(last, serverNow());
    return sparkShape(series, to - spanMs, to, width, height);
  }, [series, width, height, spanMs]);
  return (
    <svg className="spark" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {shape?.bad.map((span) => <rect key={span.x} x={span.x} y={0} width={span.width} height={height} fill="url(#hatch)" />)}
      {shape?.band ? <path className="spark-band" d={shape.band} /> : null}
      {shape?.line ? <path className="spark-line" d={shape.line} /> : null}
    </svg>
  );
});

/** The last ten minutes of a tag, asked for together with its neighbours'. */
export function TagSpark({ path, width, height }: { path: string; width: number; height: number }) {
  return <SparkGraph series={useSpark(path)} width={width} height={height} />;
}

/** Thirty numbers, newest last. */
export function NumbersSpark({ numbers, width, height }: { numbers: readonly (number | null)[]; width: number; height: number }) {
  const series = useMemo<Series>(
    () => ({ tag: '', unit: null, kind: 'raw', t: numbers.map((_, i) => i), v: [...numbers], q: [], gaps: [], truncated: false }),
    [numbers],
  );
  const shape = useMemo(() => sparkShape(series, 0, Math.max(1, numbers.length - 1), width, height), [series, numbers.length, width, height]);
  return (
    <svg className="spark" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {shape.line ? <path className="spark-line" d={shape.line} /> : null}
    </svg>
  );
}

/** Patterns that other drawings on the page refer to; placed once in the document. */
export function SharedPatterns() {
  return (
    <svg width="0" height="0" style={{ position: 'absolute' }} aria-hidden="true">
      <defs>
        <pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="1.4" height="5" className="hatch-ink" />
        </pattern>
      </defs>
    </svg>
  );
}
