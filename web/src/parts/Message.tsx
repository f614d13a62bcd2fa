import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { ApiError } from '../api/http';
import { Icon, type IconName } from './icons';

/** An empty page: one sentence on what it will show, and the one next step. */
export function Empty({ icon, title, children, action }: { icon: IconName; title: string; children: ReactNode; action?: ReactNode }) {
  return (
    <div className="message" data-testid="empty">
      <Icon name={icon} size={28} />
      <h2>{title}</h2>
      <p>{children}</p>
      {action}
    </div>
  );
}

/** What happened, to what, and what to do. */
export function Failure({ what, error, retry }: { what: string; error: unknown; retry?: () => void }) {
  const remedy = error instanceof ApiError ? error.remedy : null;
  return (
    <div className="message message-failure" role="alert" data-testid="failure">
      <Icon name="warning" size={28} />
      <h2>{what}</h2>
      <p>{error instanceof Error ? error.message : String(error)}</p>
      {remedy ? <p className="remedy">{remedy}</p> : null}
      {retry ? (
        <Button variant="default" onClick={retry}>
          Try again
        </Button>
      ) : null}
    </div>
  );
}

/** Rows that hold the place of what is loading. */
export function SkeletonRows({ rows = 8 }: { rows?: number }) {
  return (
    <div className="skeleton-rows" aria-busy="true" aria-label="Loading">
      {Array.from({ length: rows }, (_, i) => (
        <div key={i} className="skeleton-row" style={{ width: `${92 - ((i * 17) % 40)}%` }} />
      ))}
    </div>
  );
}
