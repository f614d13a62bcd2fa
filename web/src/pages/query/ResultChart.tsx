import { useMantineColorScheme } from '@mantine/core';
import { useEffect, useMemo, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useZone } from '../../parts/zone';
import { seriesColour } from '../trends/colours';
import type { SqlAnswer } from './answer';
import { chartOf } from './chartData';

const height = 360;

const timeFormats: uPlot.Axis.Values = [
  [86_400 * 28, '{MMM}', '\n{YYYY}', null, null, null, null, null, 1],
  [86_400, '{DD} {MMM}', '\n{YYYY}', null, null, null, null, null, 1],
  [60, '{HH}:{mm}', '\n{DD} {MMM} {YYYY}', null, '\n{DD} {MMM}', null, null, null, 1],
  [1, '{HH}:{mm}:{ss}', '\n{DD} {MMM} {YYYY}', null, '\n{DD} {MMM}', null, null, null, 1],
  [0.001, ':{ss}.{fff}', '\n{DD} {MMM} {HH}:{mm}', null, '\n{DD} {MMM} {HH}:{mm}', null, '\n{HH}:{mm}', null, 1],
];

/** The answer as lines over time. */
export function ResultChart({ answer }: { answer: SqlAnswer }) {
  const data = useMemo(() => chartOf(answer), [answer]);
  const host = useRef<HTMLDivElement>(null);
  const zone = useZone();
  const { colorScheme } = useMantineColorScheme();
  useEffect(() => {
    const place = host.current;
    if (typeof data === 'string' || !place) return;
    const style = getComputedStyle(document.documentElement);
    const ink = style.getPropertyValue('--muted').trim();
    const line = style.getPropertyValue('--line').trim();
    const axis: uPlot.Axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
    const scheme = document.documentElement.getAttribute('data-mantine-color-scheme') === 'light' ? 'light' : 'dark';
    const chart = new uPlot(
      {
        width: place.clientWidth,
        height,
        tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), zone),
        axes: [{ ...axis, values: timeFormats }, { ...axis, size: 64 }],
        series: [{ value: '{YYYY}-{MM}-{DD} {HH}:{mm}:{ss}' }, ...data.series.map((series, i) => ({ label: series.label, stroke: seriesColour(i, scheme), width: 1.5, points: { show: data.x.length < 60 } }))],
      },
      [data.x, ...data.series.map((series) => series.values)],
      place,
    );
    const watch = new ResizeObserver(() => chart.setSize({ width: place.clientWidth, height }));
    watch.observe(place);
    return () => {
      watch.disconnect();
      chart.destroy();
    };
  }, [data, zone, colorScheme]);
  if (typeof data === 'string')
    return (
      <p className="panel-body muted" data-testid="query-no-chart">
        {data}
      </p>
    );
  return <div ref={host} className="query-chart" data-testid="query-chart" />;
}
