import { badSpans, lowerBound, type Trace } from './trace';

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface Pen {
  ctx: CanvasRenderingContext2D;
  box: Box;
  /** Pixels of a time and of a value on the trace's axis. */
  x: (t: number) => number;
  y: (v: number) => number;
  /** Device pixels per CSS pixel. */
  scale: number;
  from: number;
  to: number;
}

/** Draws a trace: hatched where Bad, the band between minimum and maximum, the line over it, dashed where Uncertain. */
export function drawTrace(pen: Pen, trace: Trace, colour: string, hatch: CanvasPattern | null, emphasis: boolean): void {
  const { ctx, box } = pen;
  ctx.save();
  ctx.beginPath();
  ctx.rect(box.left, box.top, box.width, box.height);
  ctx.clip();
  drawBad(pen, trace, hatch);
  const start = Math.max(0, lowerBound(trace.t, pen.from) - 1);
  const end = Math.min(trace.t.length, lowerBound(trace.t, pen.to) + 1);
  if (trace.min && trace.max) drawBand(pen, trace, colour, start, end);
  const paths = linePaths(pen, trace, start, end);
  ctx.strokeStyle = colour;
  const dense = (end - start) * 2 * pen.scale > box.width;
  ctx.lineJoin = 'bevel';
  ctx.lineWidth = (emphasis ? 2.5 : dense ? 1 : 1.5) * pen.scale;
  ctx.stroke(paths.plain);
  ctx.setLineDash([dashPx * pen.scale, 4 * pen.scale]);
  ctx.stroke(paths.uncertain);
  ctx.setLineDash([]);
  ctx.fillStyle = colour;
  ctx.fill(paths.dots);
  ctx.restore();
}

function drawBad(pen: Pen, trace: Trace, hatch: CanvasPattern | null): void {
  if (!hatch) return;
  pen.ctx.fillStyle = hatch;
  for (const span of badSpans(trace, pen.from, pen.to)) {
    const left = pen.x(Math.max(span.from, pen.from));
    const right = pen.x(Math.min(span.to, pen.to));
    pen.ctx.fillRect(left, pen.box.top, Math.max(pen.scale, right - left), pen.box.height);
  }
}

/** The band as one upright bar a bucket on whole pixels: a browser without a graphics card fills those many times faster than a jagged outline. */
function drawBand(pen: Pen, trace: Trace, colour: string, start: number, end: number): void {
  const { ctx, box } = pen;
  const last = Math.ceil(box.left + box.width);
  ctx.globalAlpha = 0.2;
  ctx.fillStyle = colour;
  for (let i = start; i < end; i++) {
    const high = trace.max?.[i];
    const low = trace.min?.[i];
    if (trace.v[i] === null || high === null || high === undefined || low === null || low === undefined) continue;
    const left = Math.round(pen.x(trace.t[i] ?? 0));
    const next = i + 1 < trace.t.length && !breaks(trace, i + 1) ? Math.round(pen.x(trace.t[i + 1] ?? 0)) : left + Math.ceil(pen.scale);
    const top = Math.floor(pen.y(high));
    ctx.fillRect(left, top, Math.max(1, Math.min(next, last) - left), Math.max(1, Math.ceil(pen.y(low)) - top));
  }
  ctx.globalAlpha = 1;
}

const breaks = (trace: Trace, i: number): boolean => trace.breaks.has(i);

const dashPx = 5;

interface Paths {
  plain: Path2D;
  uncertain: Path2D;
  dots: Path2D;
}

/**
 * A segment is dashed when either end is Uncertain. Where points stand closer than a dash, whole segments are left out instead:
 * dashing a dense zigzag costs more than the rest of the chart. A lone point between gaps is a dot.
 */
function linePaths(pen: Pen, trace: Trace, start: number, end: number): Paths {
  const paths = { plain: new Path2D(), uncertain: new Path2D(), dots: new Path2D() };
  let path: Path2D | null = null;
  let drawnFrom = -1;
  let lastX = 0;
  let lastY = 0;
  const lone = () => {
    if (drawnFrom < 0) return;
    paths.dots.moveTo(lastX + 1.5 * pen.scale, lastY);
    paths.dots.arc(lastX, lastY, 1.5 * pen.scale, 0, Math.PI * 2);
  };
  let single = false;
  for (let i = start; i < end; i++) {
    const value = trace.v[i] ?? null;
    const broken = value === null || (i > start && breaks(trace, i));
    if (broken) {
      if (single) lone();
      drawnFrom = -1;
      single = false;
      path = null;
    }
    if (value === null) continue;
    const x = pen.x(trace.t[i] ?? 0);
    const y = pen.y(value);
    if (drawnFrom < 0) {
      drawnFrom = i;
      single = true;
    } else {
      const uncertain = trace.q[i] === 1 || trace.q[i - 1] === 1;
      const dense = uncertain && x - lastX < dashPx * pen.scale;
      const next = dense ? (Math.floor(x / (dashPx * pen.scale)) % 2 === 0 ? paths.plain : null) : uncertain ? paths.uncertain : paths.plain;
      if (next && next !== path) next.moveTo(lastX, lastY);
      path = next;
      if (trace.stepped) next?.lineTo(x, lastY);
      next?.lineTo(x, y);
      single = false;
    }
    lastX = x;
    lastY = y;
  }
  if (single) lone();
  else if (trace.stepped && drawnFrom >= 0 && path) path.lineTo(pen.x(Math.min(pen.to, Math.max(trace.t[end - 1] ?? 0, pen.from))), lastY);
  return paths;
}
