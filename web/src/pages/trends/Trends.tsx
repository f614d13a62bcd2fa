import './trends.css';
import { Button, useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, useRef, useState, type DragEvent } from 'react';
import { formatCount, formatNumber } from '../../format/number';
import { wallTime } from '../../format/time';
import { useCatalog } from '../../live/catalog';
import { Icon } from '../../parts/icons';
import { Empty, Failure } from '../../parts/Message';
import { useZone } from '../../parts/zone';
import { axisGroups } from './axes';
import { assignColours, seriesColour } from './colours';
import { axisWidth, type Pane } from './createPane';
import { composePng, saveCanvas } from './exportPng';
import { Legend } from './Legend';
import { maxTags, withoutTag, withTag, type Panes } from './paneList';
import { TagPicker } from './TagPicker';
import { droppedTag, tagDragType } from './tagDrag';
import { statisticsOf } from './trace';
import { TrendPane } from './TrendPane';
import { panesOf, viewOf, withPanes, withView, type View } from './trendSearch';
import { TrendToolbar } from './TrendToolbar';
import { useTraces } from './useTraces';
import { useTrendView } from './useTrendView';

const pointStep = 50;

/** History as stacked charts; tags, range and panes all stand in the address. */
export function Trends() {
  const search = useSearch({ from: '/frame/trends' });
  const navigate = useNavigate({ from: '/trends' });
  const catalog = useCatalog();
  const zone = useZone();
  const scheme = useComputedColorScheme('dark', { getInitialValueInEffect: false });
  const panes = useMemo(() => panesOf(search), [search]);
  const tags = useMemo(() => panes.flat(), [panes]);
  const shown = useMemo(() => new Set(tags), [tags]);
  const view = useMemo(() => viewOf(search), [search]);
  const [home] = useState<View>(view);
  const chosen = useRef<View>(home);
  const [pickerOpen, setPickerOpen] = useState(window.innerWidth >= 1180 || tags.length === 0);
  const [emphasis, setEmphasis] = useState<string | null>(null);
  const { ref: stackRef, width } = useElementSize<HTMLDivElement>();
  const charts = useRef(new Map<number, Pane>());

  const commit = useCallback((next: View) => void navigate({ search: (before) => withView(before, next), replace: true }), [navigate]);
  const choose = (next: View) => {
    chosen.current = next;
    void navigate({ search: (before) => withView(before, next) });
  };
  const setPanes = (change: (before: Panes) => Panes) => void navigate({ search: (before) => withPanes(before, change(panesOf(before))) });
  const add = (tag: string, pane: number | 'new') => {
    if (shown.has(tag) || tags.length < maxTags) setPanes((before) => withTag(before, tag, pane));
  };

  const { controller, onMoved, settled } = useTrendView(view, commit);
  const points = width > 0 ? Math.max(200, Math.floor((width - 2 * axisWidth) / pointStep) * pointStep) : 0;
  const { traces, query } = useTraces(tags, view, points, catalog.byPath);

  const colourIndex = useRef(new Map<string, number>());
  const colours = useMemo(() => {
    colourIndex.current = assignColours(colourIndex.current, tags);
    return new Map([...colourIndex.current].map(([tag, index]) => [tag, seriesColour(index, scheme)]));
  }, [tags, scheme]);
  const data = useMemo(() => ({ traces, colours, emphasis }), [traces, colours, emphasis]);
  const groups = useMemo(() => panes.map((pane) => axisGroups(pane, catalog.byPath, traces)), [panes, catalog.byPath, traces]);
  const leftAxes = Math.max(1, ...groups.map((one) => Math.ceil(one.length / 2)));
  const rightAxes = Math.max(0, ...groups.map((one) => Math.floor(one.length / 2)));

  const png = () => {
    const style = getComputedStyle(document.documentElement);
    const ink = (name: string) => style.getPropertyValue(name).trim();
    const { from, to } = controller.range;
    const stamp = (ms: number) => `${wallTime(ms, zone).date} ${wallTime(ms, zone).time}`;
    const canvas = composePng({
      title: tags.length === 1 ? (tags[0] ?? '') : `${tags.length} tags`,
      subtitle: `${stamp(from)} – ${stamp(to)} ${zone}`,
      charts: panes.flatMap((_, i) => charts.current.get(i)?.chart.ctx.canvas ?? []),
      rows: tags.map((tag) => {
        const trace = traces.get(tag);
        const stats = trace ? statisticsOf(trace, from, to) : null;
        const info = catalog.byPath.get(tag);
        const digits = (value: number) => formatNumber(value, info?.decimals ?? null);
        const values = stats ? `min ${digits(stats.min)}   mean ${digits(stats.mean)}   max ${digits(stats.max)}   n ${formatCount(stats.n)}` : 'no data';
        return { colour: colours.get(tag) ?? '#888888', name: info?.unit ? `${tag} [${info.unit.symbol}]` : tag, values };
      }),
      background: ink('--panel'),
      ink: ink('--text'),
      muted: ink('--muted'),
      font: getComputedStyle(document.body).fontFamily,
    });
    saveCanvas(canvas, `trend-${new Date(from).toISOString().slice(0, 19).replaceAll(':', '')}.png`);
  };

  const dropOnNew = (event: DragEvent) => {
    const tag = droppedTag(event.dataTransfer);
    if (!tag) return;
    event.preventDefault();
    add(tag, 'new');
  };
  const allowDrop = (event: DragEvent) => {
    if (event.dataTransfer.types.includes(tagDragType)) event.preventDefault();
  };

  return (
    <div className={`trends ${pickerOpen ? '' : 'trends-wide'}`} data-testid="trends">
      {pickerOpen ? (
        <TagPicker shown={shown} onAdd={(tag, newPane) => add(tag, newPane ? 'new' : Math.max(0, panes.length - 1))} onRemove={(tag) => setPanes((before) => withoutTag(before, tag))} />
      ) : null}
      <div className="trends-main">
        <div className="trends-top">
          <Button variant="default" aria-pressed={pickerOpen} onClick={() => setPickerOpen(!pickerOpen)} leftSection={<Icon name="tag" size={14} />} data-testid="toggle-picker">
            Tags
          </Button>
          <TrendToolbar
            view={view}
            settled={settled}
            current={() => controller.range}
            tags={tags}
            points={points}
            loading={query.isFetching && (query.isPlaceholderData || query.isPending)}
            onView={choose}
            onPng={png}
          />
        </div>
        <div className="stack panel" ref={stackRef} onDragOver={allowDrop} onDrop={panes.length === 0 ? dropOnNew : undefined} data-testid="trend-stack">
          {panes.length === 0 ? (
            <Empty icon="trends" title="Nothing drawn yet">
              Here stands the history of the tags you choose. Drag a tag from the list on the left, or click it.
            </Empty>
          ) : query.isError && traces.size === 0 ? (
            <Failure what="The history cannot be read" error={query.error} retry={() => void query.refetch()} />
          ) : (
            <>
              {panes.map((_, i) => (
                <TrendPane
                  key={i}
                  controller={controller}
                  groups={groups[i] ?? []}
                  leftAxes={leftAxes}
                  rightAxes={rightAxes}
                  data={data}
                  onMoved={onMoved}
                  onFit={() => commit(chosen.current)}
                  onDropTag={(tag) => add(tag, i)}
                  onChart={(made) => (made ? charts.current.set(i, made) : charts.current.delete(i))}
                />
              ))}
              <div className="pane-new" onDragOver={allowDrop} onDrop={dropOnNew}>
                <Icon name="pane" size={14} /> Drop here for a new pane
              </div>
            </>
          )}
        </div>
        {query.isError && traces.size > 0 ? (
          <div className="notice notice-warning panel" role="alert">
            <Icon name="warning" size={16} />
            <span className="grow">The range could not be read: {query.error.message} What is drawn is what was read before.</span>
            <Button variant="default" onClick={() => void query.refetch()}>
              Try again
            </Button>
          </div>
        ) : null}
        {panes.length > 0 ? (
          <Legend
            panes={panes}
            traces={traces}
            byPath={catalog.byPath}
            colours={colours}
            controller={controller}
            range={settled}
            emphasis={emphasis}
            onEmphasis={setEmphasis}
            onRemove={(tag) => setPanes((before) => withoutTag(before, tag))}
          />
        ) : null}
      </div>
    </div>
  );
}
