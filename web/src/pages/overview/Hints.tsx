import { ActionIcon } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import { Icon } from '../../parts/icons';

const hints: readonly { key: string; body: ReactNode }[] = [
  {
    key: 'find',
    body: (
      <>
        <strong>Find anything:</strong> press <span className="kbd">Ctrl K</span> and type part of a tag, machine or page.
      </>
    ),
  },
  {
    key: 'trend',
    body: (
      <>
        <strong>See history:</strong> in <Link to="/trends">Trends</Link> drag tags from the list into a pane, turn the wheel to zoom.
      </>
    ),
  },
  {
    key: 'connect',
    body: (
      <>
        <strong>Your own devices:</strong> <Link to="/connections">Connections</Link> shows how each one answers and what was lost.
      </>
    ),
  },
];

/** Three hints for the first visit; each can be put away for good. */
export function Hints() {
  const [gone, setGone] = useLocalStorage<string[]>({ key: 'millwright.hints', defaultValue: [], getInitialValueInEffect: false });
  const left = hints.filter((hint) => !gone.includes(hint.key));
  if (left.length === 0) return null;
  return (
    <div className="hints" data-testid="hints">
      {left.map((hint) => (
        <div key={hint.key} className="hint">
          <p>{hint.body}</p>
          <ActionIcon size={24} onClick={() => setGone([...gone, hint.key])} aria-label="Do not show this hint again" title="Do not show again" data-testid="hint-dismiss">
            <Icon name="close" size={12} />
          </ActionIcon>
        </div>
      ))}
    </div>
  );
}
