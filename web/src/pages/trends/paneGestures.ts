import { kept, panned, zoomed, type ViewController } from './viewController';
import { serverNow } from '../../live/clock';

export interface GestureParts {
  controller: ViewController;
  /** The range was changed by hand. */
  onMoved: () => void;
  onFit: () => void;
}

/** Wheel zooms at the cursor, drag pans, double click fits, Shift+click sets the second cursor, arrows and + - do the same by key. */
export function attachGestures(over: HTMLElement, parts: GestureParts): () => void {
  const { controller } = parts;
  let drag: { x: number; from: number; to: number; moved: boolean } | null = null;

  const timeAt = (clientX: number): number => {
    const box = over.getBoundingClientRect();
    const share = box.width > 0 ? (clientX - box.left) / box.width : 0.5;
    return controller.range.from + share * (controller.range.to - controller.range.from);
  };
  const move = (range: { from: number; to: number }) => {
    controller.show(kept(range, serverNow()));
    parts.onMoved();
  };
  const onWheel = (event: WheelEvent) => {
    event.preventDefault();
    const span = controller.range.to - controller.range.from;
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      const delta = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
      move(panned(controller.range, (delta / 1000) * span));
    } else move(zoomed(controller.range, timeAt(event.clientX), Math.exp(Math.max(-120, Math.min(120, event.deltaY)) * 0.002)));
  };
  const onDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    if (event.shiftKey) {
      controller.point({ second: timeAt(event.clientX) });
      return;
    }
    drag = { x: event.clientX, ...controller.range, moved: false };
    over.setPointerCapture(event.pointerId);
  };
  const onMove = (event: PointerEvent) => {
    if (drag) {
      const width = over.getBoundingClientRect().width || 1;
      if (!drag.moved && Math.abs(event.clientX - drag.x) < 3) return;
      drag.moved = true;
      over.classList.add('pane-panning');
      move(panned(drag, (-(event.clientX - drag.x) / width) * (drag.to - drag.from)));
    }
    controller.point({ at: timeAt(event.clientX) });
  };
  const onUp = () => {
    drag = null;
    over.classList.remove('pane-panning');
  };
  const onLeave = () => {
    if (!drag) controller.point({ at: null });
  };
  const onDouble = () => {
    controller.point({ second: null });
    parts.onFit();
  };
  const onKey = (event: KeyboardEvent) => {
    const { from, to } = controller.range;
    const span = to - from;
    if (event.key === 'ArrowLeft') move(panned(controller.range, -span / 8));
    else if (event.key === 'ArrowRight') move(panned(controller.range, span / 8));
    else if (event.key === '+' || event.key === '=') move(zoomed(controller.range, (from + to) / 2, 0.75));
    else if (event.key === '-') move(zoomed(controller.range, (from + to) / 2, 1 / 0.75));
    else if (event.key === 'Home') parts.onFit();
    else if (event.key === 'Escape') controller.point({ second: null });
    else return;
    event.preventDefault();
  };

  over.tabIndex = 0;
  over.setAttribute('role', 'application');
  over.setAttribute('aria-label', 'Chart: wheel or plus and minus zoom, drag or arrows pan, Home fits, Shift+click sets a second cursor');
  over.addEventListener('wheel', onWheel, { passive: false });
  over.addEventListener('pointerdown', onDown);
  over.addEventListener('pointermove', onMove);
  over.addEventListener('pointerup', onUp);
  over.addEventListener('pointercancel', onUp);
  over.addEventListener('pointerleave', onLeave);
  over.addEventListener('dblclick', onDouble);
  over.addEventListener('keydown', onKey);
  return () => {
    over.removeEventListener('wheel', onWheel);
    over.removeEventListener('pointerdown', onDown);
    over.removeEventListener('pointermove', onMove);
    over.removeEventListener('pointerup', onUp);
    over.removeEventListener('pointercancel', onUp);
    over.removeEventListener('pointerleave', onLeave);
    over.removeEventListener('dblclick', onDouble);
    over.removeEventListener('keydown', onKey);
  };
}
