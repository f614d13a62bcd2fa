import './tag.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { tagQuery } from '../../api/queries';
import type { TagDetail } from '../../api/types';
import { formatNumber, formatValue } from '../../format/number';
import { qualityIs, qualityName, qualityWords } from '../../format/quality';
import { useLiveValue } from '../../live/live';
import { Failure, SkeletonRows } from '../../parts/Message';
import { QualityValue } from '../../parts/QualityValue';
import { Shape } from '../../parts/Shape';
import { Since, Time } from '../../parts/Time';
import { TagTrend } from './TagTrend';
import { WriteForm } from './WriteForm';

function Present({ tag }: { tag: TagDetail }) {
  const live = useLiveValue(tag.path);
  const stored = tag.value;
  const code = live?.code ?? stored?.quality.code;
  const is = code === undefined ? undefined : qualityIs(code);
  const reason = stored && stored.quality.code === code ? stored.quality.reason : null;
  const words = code === undefined ? 'No value yet' : qualityWords(stored?.quality.code === code ? stored.quality.name : qualityName(code), reason);
  const time = live?.time ?? (stored ? Date.parse(stored.time) : null);
  return (
    <div className="tag-present">
      <div className="tag-big" data-testid="tag-big-value">
        <QualityValue text={formatValue(live?.value ?? stored?.value, tag, live?.text ?? stored?.text)} unit={tag.unit} is={is} words={words} />
      </div>
      <div className="tag-quality-line">
        {is === 'bad' || is === 'uncertain' ? <Shape attention={is === 'bad' ? 'medium' : 'low'} /> : null}
        <span>{words}</span>
        {time === null ? null : (
          <span className="muted">
            <Time at={time} milliseconds />, <Since at={time} /> old
          </span>
        )}
      </div>
    </div>
  );
}

function WhereFrom({ tag }: { tag: TagDetail }) {
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>Where it comes from</h2>
      </div>
      <div className="panel-body">
        <dl className="facts">
          <dt>Connection</dt>
          <dd>
            <Link to="/connections/$name" params={{ name: tag.connection }}>
              {tag.connection}
            </Link>
          </dd>
          <dt>Address</dt>
          <dd>{tag.address}</dd>
          <dt>Read every</dt>
          <dd>{tag.every ?? '–'}</dd>
          <dt>Raw value</dt>
          <dd>{tag.raw ? formatValue(tag.raw.value) : '–'}</dd>
          <dt>Scaling</dt>
          <dd>{tag.scaling ?? 'none'}</dd>
          <dt>Deadband</dt>
          <dd>{tag.deadband ?? 'none'}</dd>
          <dt>Type</dt>
          <dd>{tag.type}</dd>
          <dt>Range</dt>
          <dd>{tag.range ? `${formatNumber(tag.range.low)} to ${formatNumber(tag.range.high)}${tag.unit ? ` ${tag.unit.symbol}` : ''}` : 'not set'}</dd>
        </dl>
      </div>
    </section>
  );
}

function WhereTo({ tag }: { tag: TagDetail }) {
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>Where it goes and where it is described</h2>
      </div>
      <div className="panel-body">
        <dl className="facts">
          <dt>Goes to</dt>
          <dd>{tag.sinks.length > 0 ? tag.sinks.join(', ') : 'nowhere'}</dd>
          <dt>Configuration</dt>
          <dd data-testid="tag-place">
            {tag.place ? (
              <Link to="/settings" search={{ tab: 'configuration', file: tag.place.file, line: String(tag.place.line) }} className="mono">
                {tag.place.file}:{tag.place.line}
              </Link>
            ) : (
              '–'
            )}
          </dd>
          <dt>Asset</dt>
          <dd>
            <Link to="/explore" search={{ asset: tag.asset }}>
              {tag.asset}
            </Link>
          </dd>
        </dl>
      </div>
    </section>
  );
}

/** One tag as a whole: present value, history, where it comes from and goes to, and writing it. */
export function TagPage() {
  const { _splat: path = '' } = useParams({ from: '/frame/tags/$' });
  const { data: tag, error, isPending, refetch } = useQuery(tagQuery(path));
  if (isPending)
    return (
      <div className="page">
        <SkeletonRows rows={12} />
      </div>
    );
  if (!tag) return <Failure what={`The tag ${path} cannot be shown`} error={error} retry={() => void refetch()} />;
  return (
    <div className="page tag-page" data-testid="tag-page" key={path}>
      <div className="tag-title">
        <h1>{tag.name}</h1>
        <p className="muted">{tag.description ?? tag.path}</p>
      </div>
      {tag.lastError ? (
        <div className="tag-error panel" role="alert">
          <Shape attention="medium" />
          <div>
            {tag.lastError.what}, since <Since at={tag.lastError.since} />
            {tag.lastError.remedy ? <div className="remedy">{tag.lastError.remedy}</div> : null}
          </div>
        </div>
      ) : null}
      <div className="tag-columns">
        <div className="tag-column">
          <Present tag={tag} />
          <TagTrend tag={tag} />
        </div>
        <div className="tag-column">
          {tag.write ? <WriteForm tag={tag} envelope={tag.write} /> : null}
          <WhereFrom tag={tag} />
          <WhereTo tag={tag} />
        </div>
      </div>
    </div>
  );
}
