import uPlot from 'uplot';
import { decimalsForSpan, formatNumber } from '../../format/number';
import type { AxisGroup } from './axes';
import { drawTrace } from './drawTrace';
import { axisRange, extentOf, type Trace } from './trace';
import type { ViewController } from './viewController';

export const axisWidth = 60;

export interface PaneData {
  traces: ReadonlyMap<string, Trace>;
  colours: ReadonlyMap<string, string>;
  emphasis: string | null;
}

export interface PaneOptions {
  width: number;
  height: number;
  zone: string;
  groups: readonly AxisGroup[];
  /** Axes that the widest pane has on either side, so that all panes share one time axis. */
  leftAxes: number;
  rightAxes: number;
  controller: ViewController;
  /** What is drawn; read at every frame. */
  data: () => PaneData;
}

export interface Pane {
  chart: uPlot;
  redraw: () => void;
}

interface Inks {
  line: string;
  muted: string;
  font: string;
}

function inks(): Inks {
  const style = getComputedStyle(document.documentElement);
  return {
    line: style.getPropertyValue('--line').trim(),
    muted: style.getPropertyValue('--muted').trim(),
    font: `11px ${getComputedStyle(document.body).fontFamily}`,
  };
}

function hatchPattern(ctx: CanvasRenderingContext2D, colour: string, scale: number): CanvasPattern | null {
  const size = Math.round(7 * scale);
  const tile = document.createElement('canvas');
  tile.width = size;
  tile.height = size;
  const pen = tile.getContext('2d');
  if (!pen) return null;
  pen.strokeStyle = colour;
  pen.globalAlpha = 0.75;
  pen.lineWidth = scale;
  pen.beginPath();
  for (const shift of [-size, 0, size]) {
    pen.moveTo(shift, size);
    pen.lineTo(shift + size, 0);
  }
  pen.stroke();
  return ctx.createPattern(tile, 'repeat');
}

const gridSteps = 40;

/** One stacked pane: uPlot gives axes, ticks and scales; the traces are drawn over it with their own quality marks. */
export function createPane(host: HTMLElement, options: PaneOptions): Pane {
  const { controller, groups } = options;
  const ink = inks();
  const left = groups.filter((_, i) => i % 2 === 0).length;
  const right = groups.length - left;
  const patterns = new Map<string, CanvasPattern | null>();

  const xAxis: uPlot.Axis = {
    stroke: ink.muted,
    font: ink.font,
    size: 40,
    space: 72,
    grid: { stroke: ink.line, width: 1 },
    ticks: { stroke: ink.line, width: 1, size: 4 },
    values: [
      [86_400 * 365, '{YYYY}', null, null, null, null, null, null, 1],
      [86_400 * 28, '{MMM}', '\n{YYYY}', null, null, null, null, null, 1],
      [86_400, '{DD} {MMM}', '\n{YYYY}', null, null, null, null, null, 1],
      [3600, '{HH}:{mm}', '\n{DD} {MMM} {YYYY}', null, '\n{DD} {MMM}', null, null, null, 1],
      [60, '{HH}:{mm}', '\n{DD} {MMM} {YYYY}', null, '\n{DD} {MMM}', null, null, null, 1],
      [1, '{HH}:{mm}:{ss}', '\n{DD} {MMM} {YYYY}', null, '\n{DD} {MMM}', null, null, null, 1],
      [0.001, ':{ss}.{fff}', '\n{DD} {MMM} {HH}:{mm}', null, '\n{DD} {MMM} {HH}:{mm}', null, '\n{HH}:{mm}', null, 1],
    ],
  };
  const yAxes = groups.map((group, i): uPlot.Axis => ({
    scale: group.key,
    side: i % 2 === 0 ? 3 : 1,
    stroke: ink.muted,
    font: ink.font,
    size: axisWidth,
    space: gridSteps,
    grid: { show: i === 0, stroke: ink.line, width: 1 },
    ticks: { stroke: ink.line, width: 1, size: 4 },
    ...(group.words ? { incrs: [1, 2, 5, 10] } : {}),
    values: (_chart, splits) => {
      const span = (splits.at(-1) ?? 1) - (splits[0] ?? 0);
      const step = splits.length > 1 ? span / (splits.length - 1) : span;
      return splits.map((split) => (group.words ? shorten(group.words(split)) : formatNumber(split, decimalsForSpan(step * 100))));
    },
  }));
  const scales: uPlot.Scales = { x: { time: true, auto: false, min: controller.range.from / 1000, max: controller.range.to / 1000 } };
  for (const group of groups) scales[group.key] = { auto: false, min: 0, max: 1, range: (_chart, min, max) => [min, max] };

  const draw = (chart: uPlot) => {
    const { traces, colours, emphasis } = options.data();
    const ctx = chart.ctx;
    const scale = uPlot.pxRatio;
    const { from, to } = controller.range;
    ctx.save();
    ctx.font = ink.font.replace('11px', `${11 * scale}px`);
    ctx.fillStyle = ink.muted;
    ctx.textBaseline = 'bottom';
    groups.forEach((group, i) => {
      const onLeft = i % 2 === 0;
      const step = Math.floor(i / 2) * axisWidth * scale;
      ctx.textAlign = onLeft ? 'right' : 'left';
      const x = onLeft ? chart.bbox.left - step - 6 * scale : chart.bbox.left + chart.bbox.width + step + 6 * scale;
      ctx.fillText(shorten(group.label), x, chart.bbox.top - 10 * scale);
    });
    ctx.restore();
    for (const group of groups) {
      for (const tag of group.tags) {
        const trace = traces.get(tag);
        const colour = colours.get(tag) ?? '#888888';
        if (!trace) continue;
        if (!patterns.has(colour)) patterns.set(colour, hatchPattern(ctx, colour, scale));
        drawTrace(
          {
            ctx,
            box: chart.bbox,
            x: (t) => chart.bbox.left + ((t - from) / (to - from)) * chart.bbox.width,
            y: linear(chart, group.key),
            scale,
            from,
            to,
          },
          trace,
          colour,
          patterns.get(colour) ?? null,
          emphasis === tag,
        );
      }
    }
  };

  const chart = new uPlot(
    {
      width: options.width,
      height: options.height,
      padding: [28, 12 + (options.rightAxes - right) * axisWidth, 0, (options.leftAxes - left) * axisWidth],
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), options.zone),
      legend: { show: false },
      cursor: { show: false },
      select: { show: false, left: 0, top: 0, width: 0, height: 0 },
      scales,
      axes: [xAxis, ...yAxes],
      series: [{}, ...groups.map((group): uPlot.Series => ({ scale: group.key, show: true, paths: () => null, points: { show: false } }))],
      hooks: { draw: [draw] },
    },
    [[controller.range.from / 1000, controller.range.to / 1000], ...groups.map(() => [null, null])],
    host,
  );

  const redraw = () => {
    const { traces } = options.data();
    const { from, to } = controller.range;
    chart.batch(() => {
      chart.setScale('x', { min: from / 1000, max: to / 1000 });
      for (const group of groups) {
        const extents = group.tags.map((tag) => {
          const trace = traces.get(tag);
          return trace ? extentOf(trace, from, to) : null;
        });
        const [min, max] = group.words ? wordRange(extents) : axisRange(extents);
        chart.setScale(group.key, { min, max });
      }
      chart.redraw(false, false);
    });
  };
  redraw();
  return { chart, redraw };
}

function linear(chart: uPlot, key: string): (value: number) => number {
  const scale = chart.scales[key];
  const min = scale?.min ?? 0;
  const max = scale?.max ?? 1;
  const { top, height } = chart.bbox;
  return (value) => top + (1 - (value - min) / (max - min)) * height;
}

function wordRange(extents: readonly ([number, number] | null)[]): [number, number] {
  const highest = Math.max(1, ...extents.map((extent) => extent?.[1] ?? 1));
  return [-0.5, highest + 0.5];
}

const shorten = (text: string) => (text.length > 10 ? `${text.slice(0, 9)}…` : text);
