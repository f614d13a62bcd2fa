import type { AuditEntry } from '../../api/types';

/** Records with the wanted result in which every word occurs. */
export function filterAudit(all: readonly AuditEntry[], search: string | undefined, result: string | undefined): readonly AuditEntry[] {
  const words = (search ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  return all.filter((entry) => {
    if (result && entry.result !== result) return false;
    const text = `${entry.who} ${entry.role} ${entry.via} ${entry.action} ${entry.target ?? ''} ${entry.detail ?? ''} ${String(entry.requested ?? '')}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
