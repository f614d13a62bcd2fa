import { ActionIcon, Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Tag } from '../../api/types';
import { formatNumber, formatValue } from '../../format/number';
import { qualityIs, qualityName, qualityWords } from '../../format/quality';
import { useLiveValue } from '../../live/live';
import { Icon } from '../../parts/icons';
import { QualityValue } from '../../parts/QualityValue';
import { TagSpark } from '../../parts/Sparkline';
import { Since } from '../../parts/Time';

/** A tag at a glance under the table. */
export function Peek({ tag, onClose }: { tag: Tag; onClose: () => void }) {
  const live = useLiveValue(tag.path);
  const words = live && qualityWords(qualityName(live.code));
  return (
    <aside className="peek" aria-label={`Preview of ${tag.path}`} data-testid="peek">
      <div style={{ minWidth: 0 }}>
        <h2 className="ellipsis" title={tag.path}>
          {tag.name}
        </h2>
        <div className="peek-value">
          <QualityValue text={formatValue(live?.value, tag, live?.text)} unit={tag.unit} is={live && qualityIs(live.code)} words={words} />
        </div>
        <p className="muted ellipsis">
          {words ?? 'No value yet'}
          {live ? (
            <>
              , <Since at={live.time} /> old
            </>
          ) : null}
        </p>
      </div>
      <div>
        <TagSpark path={tag.path} width={180} height={64} />
        <p className="muted peek-note">the last 10 minutes</p>
      </div>
      <dl className="facts">
        <dt>About</dt>
        <dd>{tag.description ?? tag.asset}</dd>
        <dt>Type</dt>
        <dd>
          {tag.type}
          {tag.range ? `, ${formatNumber(tag.range.low)} to ${formatNumber(tag.range.high)} ${tag.unit?.symbol ?? ''}` : ''}
        </dd>
        <dt>Source</dt>
        <dd>
          <Link to="/connections/$name" params={{ name: tag.connection }}>
            {tag.connection}
          </Link>
          , {tag.address}
        </dd>
        <dt>Writable</dt>
        <dd>{tag.writable ? 'yes, through the gate' : 'no'}</dd>
      </dl>
      <div className="peek-buttons">
        <Button renderRoot={(props) => <Link to="/tags/$" params={{ _splat: tag.path }} {...props} />}>Open</Button>
        <Button variant="default" renderRoot={(props) => <Link to="/trends" search={{ pane: [tag.path] }} {...props} />}>
          Trend
        </Button>
        <ActionIcon onClick={onClose} aria-label="Close the preview" title="Close (Space)">
          <Icon name="close" size={14} />
        </ActionIcon>
      </div>
    </aside>
  );
}
