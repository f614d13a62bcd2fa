import './query.css';
import { Button, Menu, SegmentedControl, Textarea } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { address, send } from '../../api/http';
import { sqlQuery } from '../../api/queries';
import { formatCount, formatMs } from '../../format/number';
import { Icon } from '../../parts/icons';
import { Empty, Failure, SkeletonRows } from '../../parts/Message';
import { csvOf, rowLimit, type SqlAnswer } from './answer';
import { examples } from './examples';
import { ResultChart } from './ResultChart';
import { ResultTable } from './ResultTable';
import { SchemaList } from './SchemaList';

/** SQL over the plant's history: a statement, its rows, its lines over time. The address holds the statement. */
export function Query() {
  const { sql: asked, view } = useSearch({ from: '/frame/query' });
  const navigate = useNavigate({ from: '/query' });
  const about = useQuery(sqlQuery);
  const [sql, setSql] = useState(asked ?? examples[0]?.sql ?? '');
  const editor = useRef<HTMLTextAreaElement>(null);
  const run = useMutation({ mutationFn: (statement: string) => send<SqlAnswer>('POST', address('/sql'), { sql: statement, limit: rowLimit }) });
  const { mutate } = run;
  const available = about.data?.available;
  useEffect(() => {
    if (asked === undefined || !available) return;
    setSql(asked);
    mutate(asked);
  }, [asked, available, mutate]);
  if (about.isPending)
    return (
      <div className="page">
        <SkeletonRows rows={12} />
      </div>
    );
  if (!about.data) return <Failure what="The tables cannot be read" error={about.error} retry={() => void about.refetch()} />;
  if (!about.data.available)
    return (
      <div data-testid="query">
        <Empty icon="query" title="SQL is not installed here">
          {about.data.problem}. {about.data.remedy}.
        </Empty>
      </div>
    );
  const start = () => {
    if (sql.trim() === '') return;
    if (sql === asked) mutate(sql);
    else void navigate({ search: (before) => ({ ...before, sql }) });
  };
  const write = (name: string) => {
    const place = editor.current;
    const [from, to] = place ? [place.selectionStart, place.selectionEnd] : [sql.length, sql.length];
    setSql(sql.slice(0, from) + name + sql.slice(to));
    place?.focus();
  };
  return (
    <div className="query" data-testid="query">
      <SchemaList tables={about.data.tables} onPick={write} />
      <div className="query-main">
        <Textarea
          ref={editor}
          value={sql}
          onChange={(event) => setSql(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            start();
          }}
          classNames={{ input: 'query-editor' }}
          aria-label="Statement"
          spellCheck={false}
          autosize
          minRows={5}
          maxRows={16}
          data-testid="query-editor"
        />
        <div className="query-bar">
          <Button onClick={start} disabled={run.isPending || sql.trim() === ''} data-testid="query-run">
            {run.isPending ? 'Running …' : 'Run'}
          </Button>
          <span className="muted">
            <span className="kbd">Ctrl</span> <span className="kbd">Enter</span>
          </span>
          <Menu position="bottom-start">
            <Menu.Target>
              <Button variant="default" data-testid="query-examples">
                Examples
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {examples.map((example) => (
                <Menu.Item key={example.title} onClick={() => void navigate({ search: (before) => ({ ...before, sql: example.sql }) })}>
                  {example.title}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
          <span className="grow" />
          {run.data ? (
            <>
              <span className="muted" data-testid="query-figures">
                {formatCount(run.data.rowCount)} rows in {formatMs(run.data.elapsedMs)} ms
              </span>
              <SegmentedControl
                data={[
                  { value: 'table', label: 'Table' },
                  { value: 'chart', label: 'Chart' },
                ]}
                value={view ?? 'table'}
                onChange={(value) => void navigate({ search: ({ sql: statement }) => ({ ...(statement ? { sql: statement } : {}), ...(value === 'chart' ? { view: 'chart' } : {}) }), replace: true })}
                aria-label="Show as"
              />
              <Button
                component="a"
                variant="default"
                href={`data:text/csv;charset=utf-8,${encodeURIComponent(csvOf(run.data))}`}
                download="query.csv"
                leftSection={<Icon name="download" size={14} />}
                data-testid="query-csv"
              >
                CSV
              </Button>
            </>
          ) : null}
        </div>
        <Result run={run} view={view} timeoutSeconds={about.data.timeoutSeconds} />
      </div>
    </div>
  );
}

function Result({ run, view, timeoutSeconds }: { run: { isPending: boolean; error: unknown; data: SqlAnswer | undefined }; view: string | undefined; timeoutSeconds: number }) {
  if (run.isPending) return <SkeletonRows rows={10} />;
  if (run.error) return <Failure what="The statement was not answered" error={run.error} />;
  const answer = run.data;
  if (!answer)
    return (
      <Empty icon="query" title="Ask the history">
        Write a SELECT over the tables on the left and run it. It reads only, and ends by itself after {timeoutSeconds} s.
      </Empty>
    );
  return (
    <section className="panel query-result">
      {answer.problem ? (
        <p className="panel-body" role="alert" data-testid="query-problem">
          These rows are not all: {answer.problem.detail}. {answer.problem.remedy}.
        </p>
      ) : null}
      {answer.truncated ? (
        <p className="panel-body muted" data-testid="query-truncated">
          The first {formatCount(answer.rowCount)} rows; there are more. Aggregate, add a condition, or get them all with millwright query --csv.
        </p>
      ) : null}
      {view === 'chart' ? <ResultChart answer={answer} /> : answer.rows.length === 0 ? <p className="panel-body muted">No row fits.</p> : <ResultTable answer={answer} />}
    </section>
  );
}
