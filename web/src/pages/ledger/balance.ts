import type { LedgerRow } from '../../api/types';

/** Samples of a connection that no column accounts for; 0 when the row adds up. */
export const unaccounted = (row: LedgerRow): number => row.sampled - row.suppressed - row.rejected - row.logged - row.lost - (row.pending ?? 0);

export function sumRows(rows: readonly LedgerRow[]): LedgerRow {
  return rows.reduce<LedgerRow>(
    (sum, row) => ({
      connection: sum.connection,
      sampled: sum.sampled + row.sampled,
      suppressed: sum.suppressed + row.suppressed,
      rejected: sum.rejected + row.rejected,
      logged: sum.logged + row.logged,
      lost: sum.lost + row.lost,
      pending: (sum.pending ?? 0) + (row.pending ?? 0),
    }),
    { connection: 'Sum', sampled: 0, suppressed: 0, rejected: 0, logged: 0, lost: 0, pending: 0 },
  );
}

/** A cause as a person says it: `device-down` becomes `device down`. */
export const causeWords = (cause: string): string => cause.replaceAll('-', ' ');
