import { Button, Popover, TextInput } from '@mantine/core';
import { useState } from 'react';
import { instantOf, wallTime } from '../../format/time';
import { useZone } from '../../parts/zone';
import type { TimeRange } from './viewController';

const field = (ms: number, zone: string) => {
  const wall = wallTime(ms, zone);
  return `${wall.date}T${wall.time}`;
};

const parse = (text: string, zone: string) => {
  const [date = '', time = ''] = text.split('T');
  return instantOf(date, time, zone);
};

/** From and to by hand, in the plant's time. */
export function CustomRange({ range, onRange }: { range: () => TimeRange; onRange: (range: TimeRange) => void }) {
  const zone = useZone();
  const [opened, setOpened] = useState(false);
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const open = () => {
    const now = range();
    setFrom(field(now.from, zone));
    setTo(field(now.to, zone));
    setOpened(true);
  };
  const wanted = { from: parse(from, zone), to: parse(to, zone) };
  const valid = Number.isFinite(wanted.from) && Number.isFinite(wanted.to) && wanted.from < wanted.to;
  return (
    <Popover opened={opened} onChange={setOpened} trapFocus position="bottom-start">
      <Popover.Target>
        <Button variant="default" onClick={() => (opened ? setOpened(false) : open())} data-testid="custom-range">
          From … to
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            if (!valid) return;
            onRange(wanted);
            setOpened(false);
          }}
        >
          <TextInput type="datetime-local" step={1} label={`From (${zone})`} value={from} onChange={(event) => setFrom(event.currentTarget.value)} data-testid="custom-from" />
          <TextInput
            type="datetime-local"
            step={1}
            label={`To (${zone})`}
            value={to}
            onChange={(event) => setTo(event.currentTarget.value)}
            error={valid ? undefined : 'The end must lie after the beginning.'}
            data-testid="custom-to"
          />
          <Button type="submit" disabled={!valid} data-testid="custom-apply">
            Show
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
