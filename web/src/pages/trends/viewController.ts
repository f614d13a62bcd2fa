export interface TimeRange {
  from: number;
  to: number;
}

const shortestMs = 1000;
const longestMs = 20 * 365 * 86_400_000;

/** The range around a moment that stays where it is under the cursor. */
export function zoomed(range: TimeRange, at: number, factor: number): TimeRange {
  const span = range.to - range.from;
  const wanted = Math.min(longestMs, Math.max(shortestMs, span * factor));
  const share = span > 0 ? (at - range.from) / span : 0.5;
  const from = at - share * wanted;
  return { from, to: from + wanted };
}

export const panned = (range: TimeRange, ms: number): TimeRange => ({ from: range.from + ms, to: range.to + ms });

/** A range that does not run off into the future: at most half of it lies ahead of now. */
export function kept(range: TimeRange, now: number): TimeRange {
  const span = range.to - range.from;
  const excess = range.to - (now + span / 2);
  return excess > 0 ? panned(range, -excess) : range;
}

export interface Cursors {
  at: number | null;
  second: number | null;
}

/**
 * The range and the cursors that all panes of a chart share. Panes draw from here on every frame; the address and the requests
 * follow when the hand rests.
 */
export class ViewController {
  range: TimeRange;
  cursors: Cursors = { at: null, second: null };
  private readonly rangeListeners = new Set<() => void>();
  private readonly cursorListeners = new Set<() => void>();
  private frame = 0;

  constructor(range: TimeRange) {
    this.range = range;
  }

  /** Takes a range over; drawn at the next frame. */
  show(range: TimeRange): void {
    this.range = range;
    if (this.frame !== 0) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      for (const listener of this.rangeListeners) listener();
    });
  }

  point(cursors: Partial<Cursors>): void {
    this.cursors = { ...this.cursors, ...cursors };
    for (const listener of this.cursorListeners) listener();
  }

  onRange(listener: () => void): () => void {
    this.rangeListeners.add(listener);
    return () => {
      this.rangeListeners.delete(listener);
    };
  }

  onCursors(listener: () => void): () => void {
    this.cursorListeners.add(listener);
    return () => {
      this.cursorListeners.delete(listener);
    };
  }
}
