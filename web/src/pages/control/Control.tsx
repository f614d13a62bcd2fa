import './control.css';
import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { auditPage } from '../../api/queries';
import type { AuditEntry } from '../../api/types';
import { formatCount, formatValue } from '../../format/number';
import type { Attention } from '../../format/attention';
import { Icon } from '../../parts/icons';
import { Empty, Failure, SkeletonRows } from '../../parts/Message';
import { Shape } from '../../parts/Shape';
import { Time } from '../../parts/Time';
import { filterAudit } from './auditRows';
import { Commands } from './Commands';

const attention: Record<AuditEntry['result'], Attention> = { done: 'none', refused: 'low', failed: 'medium' };

/** Who wrote what and when, with what came of it; the newest first. */
export function Control() {
  const search = useSearch({ from: '/frame/control' });
  const navigate = useNavigate({ from: '/control' });
  const audit = useInfiniteQuery({
    queryKey: ['audit'],
    queryFn: ({ pageParam, signal }) => auditPage(pageParam, signal),
    initialPageParam: null as string | number | null,
    getNextPageParam: (last) => last.next,
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) > 1 ? false : 5000),
  });
  const all = useMemo(() => audit.data?.pages.flatMap((page) => page.items) ?? [], [audit.data]);
  const rows = useMemo(() => filterAudit(all, search.q, search.result), [all, search]);
  const intact = audit.data?.pages[0]?.chainIntact;

  return (
    <div className="page" data-testid="control">
      <div className="page-head">
        <h1>Control</h1>
        <TextInput
          value={search.q ?? ''}
          onChange={(event) => void navigate({ search: (before) => ({ ...before, q: event.currentTarget.value || undefined }), replace: true })}
          placeholder="Filter by person, tag, outcome"
          aria-label="Filter the audit"
          leftSection={<Icon name="search" size={14} />}
          data-testid="audit-filter"
        />
        <SegmentedControl
          data={[
            { value: 'all', label: 'All' },
            { value: 'done', label: 'Done' },
            { value: 'refused', label: 'Refused' },
            { value: 'failed', label: 'Failed' },
          ]}
          value={search.result ?? 'all'}
          onChange={(value) => void navigate({ search: (before) => ({ ...before, result: value === 'all' ? undefined : value }), replace: true })}
          aria-label="Result"
        />
        <span className="grow" />
        {intact === undefined ? null : (
          <span className="state-word" data-testid="audit-chain" title="Each record carries the hash of the one before it.">
            <Shape attention={intact ? 'none' : 'critical'} />
            {intact ? 'The record is unbroken' : 'The record was altered: keep the data folder as it is and find out who had access'}
          </span>
        )}
      </div>
      <Commands words={search.q ?? ''} />
      <div className="panel table-scroll">
        {audit.isPending ? <SkeletonRows /> : null}
        {audit.isError && all.length === 0 ? <Failure what="The audit cannot be read" error={audit.error} retry={() => void audit.refetch()} /> : null}
        {audit.data && all.length === 0 ? (
          <Empty icon="control" title="Nothing has been written yet" action={<Link to="/explore">To the tags</Link>}>
            Here stands every write to a machine, done or refused, with who asked for it. Open a writable tag to write to it.
          </Empty>
        ) : null}
        {audit.data && all.length > 0 && rows.length === 0 ? (
          <Empty icon="search" title="No record fits">
            Nothing among the {formatCount(all.length)} newest records has all of these words. Take one away, or load older records.
          </Empty>
        ) : null}
        {rows.length > 0 ? (
          <table className="table" data-testid="audit-table">
            <thead>
              <tr>
                <th>At</th>
                <th>Who</th>
                <th>Via</th>
                <th>Action</th>
                <th>On</th>
                <th className="num">Requested</th>
                <th className="num">Read back</th>
                <th>Result</th>
                <th>Detail</th>
                <th className="num">Record</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((entry) => (
                <tr key={entry.id} data-testid="audit-row" data-result={entry.result}>
                  <td className="muted">
                    <Time at={entry.at} />
                  </td>
                  <td className="nowrap">
                    {entry.who} <span className="muted">{entry.role}</span>
                  </td>
                  <td className="muted">{entry.via}</td>
                  <td className="nowrap">{entry.action}</td>
                  <td className="audit-target">
                    {entry.target && entry.action === 'write' ? (
                      <Link to="/tags/$" params={{ _splat: entry.target }} title={entry.target}>
                        {entry.target}
                      </Link>
                    ) : (
                      entry.target
                    )}
                  </td>
                  <td className="num">{entry.requested === null ? '' : formatValue(entry.requested)}</td>
                  <td className="num">{entry.readBack === null ? '' : formatValue(entry.readBack)}</td>
                  <td>
                    <span className="state-word">
                      <Shape attention={attention[entry.result] ?? 'none'} />
                      {entry.result}
                    </span>
                  </td>
                  <td>{entry.detail}</td>
                  <td className="num muted">{entry.id}</td>
                </tr>
              ))}
            </tbody>
          </table>
        ) : null}
      </div>
      {audit.hasNextPage ? (
        <div className="audit-more">
          <Button variant="default" onClick={() => void audit.fetchNextPage()} disabled={audit.isFetchingNextPage}>
            {audit.isFetchingNextPage ? 'Loading …' : 'Load older records'}
          </Button>
        </div>
      ) : null}
    </div>
  );
}
