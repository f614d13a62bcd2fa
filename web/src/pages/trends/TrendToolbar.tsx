import { ActionIcon, Button, Menu, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { address } from '../../api/http';
import { formatDuration, wallTime } from '../../format/time';
import { Icon } from '../../parts/icons';
import { useZone } from '../../parts/zone';
import { CustomRange } from './CustomRange';
import { presets, rangeMs, rangeText, type View } from './trendSearch';
import type { TimeRange } from './viewController';

interface Props {
  view: View;
  settled: TimeRange;
  current: () => TimeRange;
  tags: readonly string[];
  points: number;
  loading: boolean;
  onView: (view: View) => void;
  onPng: () => void;
}

export function TrendToolbar({ view, settled, current, tags, points, loading, onView, onPng }: Props) {
  const zone = useZone();
  const [copied, setCopied] = useState(false);
  const follow = view.kind === 'follow';
  const span = settled.to - settled.from;
  const preset = follow ? rangeText(view.spanMs) : '';
  const shift = (by: number) => {
    const range = current();
    const size = range.to - range.from;
    onView({ kind: 'fixed', from: range.from + by * size, to: range.to + by * size });
  };
  const csv = (path: string, query: Record<string, string | number | readonly string[]>) => address(path, { ...query, format: 'csv' });
  const [from, to] = [new Date(settled.from).toISOString(), new Date(settled.to).toISOString()];
  const copy = async () => {
    await navigator.clipboard.writeText(location.href);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  const shown = (ms: number) => {
    const wall = wallTime(ms, zone);
    return `${wall.date} ${wall.time}`;
  };

  return (
    <div className="trend-bar">
      <SegmentedControl
        data={presets.map((one) => ({ value: one.key, label: one.words }))}
        value={preset}
        onChange={(key) => onView({ kind: 'follow', spanMs: rangeMs(key) ?? 3_600_000 })}
        aria-label="Time range"
        data-testid="trend-presets"
      />
      <CustomRange range={current} onRange={(range) => onView({ kind: 'fixed', ...range })} />
      <ActionIcon.Group>
        <ActionIcon variant="default" onClick={() => shift(-0.5)} aria-label="Half a range earlier" title="Half a range earlier">
          <Icon name="chevronLeft" size={14} />
        </ActionIcon>
        <ActionIcon variant="default" onClick={() => shift(0.5)} aria-label="Half a range later" title="Half a range later">
          <Icon name="chevronRight" size={14} />
        </ActionIcon>
      </ActionIcon.Group>
      <Button
        variant={follow ? 'light' : 'default'}
        leftSection={<Icon name="live" size={12} />}
        aria-pressed={follow}
        onClick={() => onView(follow ? { kind: 'fixed', ...current() } : { kind: 'follow', spanMs: Math.round(span / 1000) * 1000 })}
        title={follow ? 'Hold this range' : 'Follow the present'}
        data-testid="trend-live"
      >
        Live
      </Button>
      <span className="grow" />
      <Button variant="default" leftSection={<Icon name={copied ? 'check' : 'link'} size={14} />} onClick={() => void copy()}>
        {copied ? 'Copied' : 'Link'}
      </Button>
      <Menu disabled={tags.length === 0}>
        <Menu.Target>
          <Button variant="default" disabled={tags.length === 0} leftSection={<Icon name="download" size={14} />} data-testid="trend-export">
            Export
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={onPng} data-testid="export-png">
            Picture (PNG) of the whole chart
          </Menu.Item>
          <Menu.Item component="a" href={csv('/history', { tag: tags, from, to, points })} download data-testid="export-csv">
            Table (CSV) as drawn
          </Menu.Item>
          <Menu.Divider />
          <Menu.Label>Every sample (CSV)</Menu.Label>
          {tags.map((tag) => (
            <Menu.Item key={tag} component="a" href={csv('/history/raw', { tag, from, to, limit: 1_000_000 })} download>
              {tag}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <div className="trend-range muted">
        <span className="num-text" data-testid="trend-range" title={`${from} to ${to}`}>
          {shown(settled.from)} – {shown(settled.to)} {zone}
        </span>
        <span>{formatDuration(span)}</span>
        <span aria-live="polite">{loading ? 'loading …' : ''}</span>
        <span className="trend-keys">
          <span className="kbd">wheel</span> zoom <span className="kbd">drag</span> pan <span className="kbd">double click</span> back <span className="kbd">Shift click</span> second cursor
        </span>
      </div>
    </div>
  );
}
