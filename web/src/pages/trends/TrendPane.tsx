import 'uplot/dist/uPlot.min.css';
import { useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef, useState, type DragEvent } from 'react';
import { useZone } from '../../parts/zone';
import type { AxisGroup } from './axes';
import { createPane, type Pane, type PaneData } from './createPane';
import { attachGestures } from './paneGestures';
import { droppedTag, tagDragType } from './tagDrag';
import type { ViewController } from './viewController';

interface Props {
  controller: ViewController;
  groups: readonly AxisGroup[];
  leftAxes: number;
  rightAxes: number;
  data: PaneData;
  onMoved: () => void;
  onFit: () => void;
  onDropTag: (tag: string) => void;
  onChart: (pane: Pane | null) => void;
}

/** One chart of the stack; takes tags that are dropped on it. */
export function TrendPane({ controller, groups, leftAxes, rightAxes, data, onMoved, onFit, onDropTag, onChart }: Props) {
  const scheme = useComputedColorScheme('dark', { getInitialValueInEffect: false });
  const zone = useZone();
  const { ref: sizeRef, width, height } = useElementSize<HTMLDivElement>();
  const host = useRef<HTMLDivElement>(null);
  const pane = useRef<Pane | null>(null);
  const latest = useRef({ data, onMoved, onFit, onChart });
  latest.current = { data, onMoved, onFit, onChart };
  const [over, setOver] = useState(false);
  const shape = groups.map((group) => `${group.key}=${group.tags.join(',')}`).join('|');
  const sized = width > 0 && height > 0;

  useEffect(() => {
    const element = host.current;
    if (!element || !sized) return undefined;
    const made = createPane(element, { width: element.clientWidth, height: element.clientHeight, zone, groups, leftAxes, rightAxes, controller, data: () => latest.current.data });
    pane.current = made;
    latest.current.onChart(made);
    const marks = cursorMarks(made, controller);
    const detach = attachGestures(made.chart.over, {
      controller,
      onMoved: () => latest.current.onMoved(),
      onFit: () => latest.current.onFit(),
    });
    const stopRange = controller.onRange(() => {
      made.redraw();
      marks();
    });
    const stopCursors = controller.onCursors(marks);
    return () => {
      detach();
      stopRange();
      stopCursors();
      made.chart.destroy();
      pane.current = null;
      latest.current.onChart(null);
    };
    // The chart is made anew when its axes, theme or zone change; data are read through the ref.
  }, [controller, shape, leftAxes, rightAxes, scheme, zone, sized]);

  useEffect(() => {
    if (!pane.current || !sized) return;
    pane.current.chart.setSize({ width, height });
    pane.current.redraw();
  }, [width, height, sized]);

  useEffect(() => pane.current?.redraw(), [data]);

  const onDragOver = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes(tagDragType)) return;
    event.preventDefault();
    setOver(true);
  };
  return (
    <div
      className={`pane ${over ? 'pane-over' : ''}`}
      onDragOver={onDragOver}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        const tag = droppedTag(event.dataTransfer);
        if (!tag) return;
        event.preventDefault();
        onDropTag(tag);
      }}
      data-testid="trend-pane"
    >
      <div className="pane-size" ref={sizeRef}>
        <div className="pane-host" ref={host} />
      </div>
    </div>
  );
}

/** The lines of the two cursors over the chart; gives what moves them. */
function cursorMarks(pane: Pane, controller: ViewController): () => void {
  const first = document.createElement('div');
  const second = document.createElement('div');
  first.className = 'pane-cursor';
  second.className = 'pane-cursor pane-cursor-second';
  pane.chart.over.append(second, first);
  const place = (mark: HTMLElement, at: number | null) => {
    const { from, to } = controller.range;
    const share = at === null ? -1 : (at - from) / (to - from);
    mark.style.display = share < 0 || share > 1 ? 'none' : 'block';
    if (share >= 0) mark.style.transform = `translateX(${Math.round(share * pane.chart.over.clientWidth)}px)`;
  };
  const update = () => {
    place(first, controller.cursors.at);
    place(second, controller.cursors.second);
  };
  update();
  return update;
}
