import { ActionIcon } from '@mantine/core';
import { useMemo, useSyncExternalStore } from 'react';
import { Link } from '@tanstack/react-router';
import type { Tag } from '../../api/types';
import { formatCount, formatNumber } from '../../format/number';
import { formatDuration, wallTime } from '../../format/time';
import { Icon } from '../../parts/icons';
import { QualityValue } from '../../parts/QualityValue';
import { useZone } from '../../parts/zone';
import { startTagDrag } from './tagDrag';
import { readAt, statisticsOf, type Reading, type Trace } from './trace';
import type { TimeRange, ViewController } from './viewController';

interface Props {
  panes: readonly (readonly string[])[];
  traces: ReadonlyMap<string, Trace>;
  byPath: ReadonlyMap<string, Tag>;
  colours: ReadonlyMap<string, string>;
  controller: ViewController;
  range: TimeRange;
  emphasis: string | null;
  onEmphasis: (tag: string | null) => void;
  onRemove: (tag: string) => void;
}

const qualityWord = (q: number) => (q === 0 ? 'good' : q === 1 ? 'uncertain' : 'bad') as 'good' | 'uncertain' | 'bad';

function wordsOfReading(trace: Trace, tag: Tag | undefined, reading: Reading | null): string {
  if (!reading) return 'no data';
  if (reading.v === null) return 'Bad';
  if (tag?.states) return tag.states[String(Math.round(reading.v))] ?? String(reading.v);
  if (trace.words) return trace.words[reading.v] ?? '';
  if (tag?.type.toLowerCase().startsWith('bool')) return reading.v > 0.5 ? 'true' : 'false';
  return formatNumber(reading.v, decimalsOf(tag));
}

const decimalsOf = (tag: Tag | undefined) => tag?.decimals ?? null;

function CursorCell({ trace, tag, at }: { trace: Trace | undefined; tag: Tag | undefined; at: number | null }) {
  const zone = useZone();
  const reading = trace && at !== null ? readAt(trace, at) : null;
  if (!trace || at === null) return <td className="num muted">–</td>;
  const title = reading ? `${wallTime(reading.t, zone, true).time}, ${qualityWord(reading.q)}` : 'no data here';
  return (
    <td className="num" title={title}>
      <QualityValue text={wordsOfReading(trace, tag, reading)} is={reading ? qualityWord(reading.q) : undefined} words={title} />
      {reading && reading.q > 0 ? <span className="unit">{qualityWord(reading.q)}</span> : null}
    </td>
  );
}

/** All series with their value and quality at the cursor, differences to the second cursor, and statistics of what is seen. */
export function Legend({ panes, traces, byPath, colours, controller, range, emphasis, onEmphasis, onRemove }: Props) {
  const zone = useZone();
  const cursors = useSyncExternalStore(
    (changed) => controller.onCursors(changed),
    () => controller.cursors,
  );
  const statistics = useMemo(
    () => new Map([...traces].map(([tag, trace]) => [tag, trace.words || byPath.get(tag)?.states ? null : statisticsOf(trace, range.from, range.to)])),
    [traces, range, byPath],
  );
  const clock = (at: number | null) => (at === null ? '' : `${wallTime(at, zone).date} ${wallTime(at, zone, range.to - range.from < 600_000).time}`);
  const two = cursors.second !== null;
  return (
    <div className="legend panel" data-testid="trend-legend">
      <table className="table">
        <thead>
          <tr>
            <th style={{ width: 24 }} />
            <th>Tag</th>
            <th>Unit</th>
            <th className="num legend-cursor" data-testid="cursor-time">
              {cursors.at === null ? 'At the cursor' : clock(cursors.at)}
            </th>
            {two ? (
              <>
                <th className="num legend-cursor">{clock(cursors.second)}</th>
                <th className="num">Δ {cursors.at !== null && cursors.second !== null ? formatDuration(Math.abs(cursors.at - cursors.second)) : ''}</th>
              </>
            ) : null}
            <th className="num">Min</th>
            <th className="num">Mean</th>
            <th className="num">Max</th>
            <th className="num">n</th>
            <th style={{ width: 32 }} />
          </tr>
        </thead>
        <tbody>
          {panes.flatMap((pane, at) =>
            pane.map((path, i) => {
              const tag = byPath.get(path);
              const trace = traces.get(path);
              const stats = statistics.get(path);
              const decimals = decimalsOf(tag);
              const a = trace && cursors.at !== null ? readAt(trace, cursors.at)?.v : null;
              const b = trace && cursors.second !== null ? readAt(trace, cursors.second)?.v : null;
              return (
                <tr
                  key={path}
                  className={`${at > 0 && i === 0 ? 'legend-pane-start' : ''} ${emphasis === path ? 'legend-emphasis' : ''}`}
                  onMouseEnter={() => onEmphasis(path)}
                  onMouseLeave={() => onEmphasis(null)}
                  draggable
                  onDragStart={(event) => startTagDrag(event.dataTransfer, path)}
                  data-testid="legend-row"
                  data-tag={path}
                >
                  <td>
                    <span className="legend-swatch" style={{ background: colours.get(path) }} />
                  </td>
                  <td className="legend-tag">
                    <Link to="/tags/$" params={{ _splat: path }} className="tag-link" title={path}>
                      <span className="muted legend-path">{path.slice(0, path.lastIndexOf('/') + 1)}</span>
                      <span>{path.slice(path.lastIndexOf('/') + 1)}</span>
                    </Link>
                  </td>
                  <td className="muted">{tag?.unit?.symbol}</td>
                  <CursorCell trace={trace} tag={tag} at={cursors.at} />
                  {two ? (
                    <>
                      <CursorCell trace={trace} tag={tag} at={cursors.second} />
                      <td className="num">{a != null && b != null && !trace?.words && !tag?.states ? formatNumber(a - b, decimals) : '–'}</td>
                    </>
                  ) : null}
                  <td className="num">{stats ? formatNumber(stats.min, decimals) : '–'}</td>
                  <td className="num">{stats ? formatNumber(stats.mean, decimals === null ? null : Math.max(1, decimals)) : '–'}</td>
                  <td className="num">{stats ? formatNumber(stats.max, decimals) : '–'}</td>
                  <td className="num muted">{stats ? formatCount(stats.n) : '–'}</td>
                  <td>
                    <ActionIcon size={24} onClick={() => onRemove(path)} aria-label={`Remove ${path}`} title="Remove">
                      <Icon name="close" size={12} />
                    </ActionIcon>
                  </td>
                </tr>
              );
            }),
          )}
        </tbody>
      </table>
    </div>
  );
}
