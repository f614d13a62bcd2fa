import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { configurationQuery } from '../../api/queries';
import { Icon } from '../../parts/icons';
import { Failure, SkeletonRows } from '../../parts/Message';
import { Shape } from '../../parts/Shape';
import { Time } from '../../parts/Time';

/** The text that this node runs by, read-only, with what was found wrong in it; it is changed in its files. */
export function ConfigurationView() {
  const { file, line } = useSearch({ from: '/frame/settings' });
  const { data, error, isPending, refetch } = useQuery(configurationQuery);
  const text = useRef<HTMLDivElement>(null);
  const shown = data?.files.find((one) => one.name === file) ?? data?.files[0];
  useEffect(() => {
    text.current?.querySelector('[data-marked="true"]')?.scrollIntoView({ block: 'center' });
  }, [shown?.name, line]);

  if (isPending) return <SkeletonRows rows={12} />;
  if (!data || !shown) return error ? <Failure what="The configuration cannot be read" error={error} retry={() => void refetch()} /> : null;
  const findings = new Map(data.findings.filter((one) => one.file === shown.name).map((one) => [one.line, one]));
  return (
    <>
      <p className="muted settings-about">
        Folder <span className="mono">{data.folder}</span>, version {data.version}, loaded at <Time at={data.loadedAt} />. Change the files there; a change is taken over while everything else goes on.
      </p>
      {data.findings.length > 0 ? (
        <section className="panel findings" data-testid="findings">
          {data.findings.map((finding) => (
            <div key={`${finding.file}:${finding.line} ${finding.what}`} className="finding">
              <Shape attention={finding.severity === 'error' ? 'high' : 'medium'} />
              <div>
                <Link to="/settings" search={{ tab: 'configuration', file: finding.file, line: String(finding.line) }} className="mono">
                  {finding.file}:{finding.line}
                </Link>{' '}
                <strong>{finding.severity}:</strong> {finding.what} <span className="remedy">{finding.remedy}</span>
              </div>
            </div>
          ))}
        </section>
      ) : (
        <p className="muted" data-testid="findings-none">
          Nothing is wrong in it.
        </p>
      )}
      <div className="config panel">
        <nav className="config-files" aria-label="Files">
          {data.files.map((one) => (
            <Link key={one.name} to="/settings" search={{ tab: 'configuration', file: one.name }} className={`config-file ${one.name === shown.name ? 'config-file-shown' : ''}`}>
              <Icon name="file" size={14} />
              <span className="ellipsis">{one.name}</span>
            </Link>
          ))}
        </nav>
        <div className="config-text mono" ref={text} tabIndex={0} data-testid="config-text">
          {shown.text.split('\n').map((row, i) => {
            const finding = findings.get(i + 1);
            return (
              <div key={i} className={`config-line ${finding ? 'config-line-found' : ''}`} data-marked={String(i + 1) === line}>
                <span className="config-number">{i + 1}</span>
                <span>{row}</span>
                {finding ? <span className="config-finding">{finding.what}</span> : null}
              </div>
            );
          })}
        </div>
      </div>
    </>
  );
}
