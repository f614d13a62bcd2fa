import '../trends/trends.css';
import { SegmentedControl, useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import type { Tag } from '../../api/types';
import { formatCount, formatNumber } from '../../format/number';
import { axisGroups } from '../trends/axes';
import { seriesColour } from '../trends/colours';
import { statisticsOf } from '../trends/trace';
import { TrendPane } from '../trends/TrendPane';
import { rangeMs, rangeText, withView, type View } from '../trends/trendSearch';
import { useTraces } from '../trends/useTraces';
import { useTrendView } from '../trends/useTrendView';

const spans = [
  { value: '15m', label: '15 min' },
  { value: '1h', label: '1 h' },
  { value: '1d', label: '1 d' },
  { value: '7d', label: '7 d' },
];

/** The tag's own small trend with the statistics of what is seen. */
export function TagTrend({ tag }: { tag: Tag }) {
  const [view, setView] = useState<View>({ kind: 'follow', spanMs: 3_600_000 });
  const scheme = useComputedColorScheme('dark', { getInitialValueInEffect: false });
  const { ref, width } = useElementSize<HTMLDivElement>();
  const tags = useMemo(() => [tag.path], [tag.path]);
  const byPath = useMemo(() => new Map([[tag.path, tag]]), [tag]);
  const commit = useCallback((next: View) => setView(next), []);
  const { controller, onMoved, settled } = useTrendView(view, commit);
  const { traces } = useTraces(tags, view, width > 0 ? Math.max(200, Math.floor(width / 50) * 50) : 0, byPath);
  const data = useMemo(() => ({ traces, colours: new Map([[tag.path, seriesColour(0, scheme)]]), emphasis: null }), [traces, tag.path, scheme]);
  const groups = useMemo(() => axisGroups(tags, byPath, traces), [tags, byPath, traces]);
  const trace = traces.get(tag.path);
  const numeric = tag.states === null && trace?.words === null;
  const stats = trace && numeric ? statisticsOf(trace, settled.from, settled.to) : null;
  const cell = (label: string, value: string) => (
    <div className="tag-stat">
      <h3>{label}</h3>
      <span>{value}</span>
    </div>
  );
  return (
    <section className="panel tag-trend" data-testid="tag-trend">
      <div className="panel-head">
        <h2 style={{ flex: 1 }}>History</h2>
        <SegmentedControl data={spans} value={view.kind === 'follow' ? rangeText(view.spanMs) : ''} onChange={(key) => setView({ kind: 'follow', spanMs: rangeMs(key) ?? 3_600_000 })} aria-label="Time range" />
        <Link to="/trends" search={withView({ pane: [tag.path] }, view)} data-testid="open-in-trends">
          Open in Trends
        </Link>
      </div>
      <div className="tag-trend-chart" ref={ref}>
        <TrendPane
          controller={controller}
          groups={groups}
          leftAxes={1}
          rightAxes={0}
          data={data}
          onMoved={onMoved}
          onFit={() => setView({ kind: 'follow', spanMs: 3_600_000 })}
          onDropTag={() => undefined}
          onChart={() => undefined}
        />
      </div>
      <div className="tag-stats" data-testid="tag-statistics">
        {cell('Minimum', stats ? formatNumber(stats.min, tag.decimals) : '–')}
        {cell('Mean', stats ? formatNumber(stats.mean, tag.decimals) : '–')}
        {cell('Maximum', stats ? formatNumber(stats.max, tag.decimals) : '–')}
        {cell('Samples', stats ? formatCount(stats.n) : formatCount(trace?.t.length ?? 0))}
      </div>
    </section>
  );
}
