import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import type { Tag } from '../../api/types';
import { formatValue } from '../../format/number';
import { qualityIs, qualityName, qualityWords } from '../../format/quality';
import { exactUtc, formatAge } from '../../format/time';
import { useNow } from '../../live/clock';
import { useLiveValue } from '../../live/live';
import { QualityValue } from '../../parts/QualityValue';
import { Shape } from '../../parts/Shape';
import { TagSpark } from '../../parts/Sparkline';

function Age({ time }: { time: number }) {
  const now = useNow();
  return <span title={exactUtc(time)}>{formatAge(now - time)}</span>;
}

interface Props {
  tag: Tag;
  prefix: number;
  top: number;
  index: number;
  active: boolean;
  onActivate: (index: number) => void;
  onOpen: (tag: Tag) => void;
}

/** One tag: value as it comes, its last ten minutes, unit, quality in words, age, where it comes from. */
export const TagRow = memo(function TagRow({ tag, prefix, top, index, active, onActivate, onOpen }: Props) {
  const live = useLiveValue(tag.path);
  const is = live ? qualityIs(live.code) : undefined;
  const words = live ? qualityWords(qualityName(live.code)) : undefined;
  const shown = tag.path.slice(prefix);
  const cut = shown.length - tag.name.length;
  const graph = /^(u?int|float|double|single|decimal|bool)/i.test(tag.type);
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={active}
      className={`tag-row ${active ? 'tag-row-active' : ''}`}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onActivate(index)}
      onDoubleClick={() => onOpen(tag)}
      data-testid="tag-row"
      data-tag={tag.path}
    >
      <div role="gridcell" className="ellipsis" title={tag.description ? `${tag.path}\n${tag.description}` : tag.path}>
        <Link to="/tags/$" params={{ _splat: tag.path }} className="tag-link" tabIndex={-1} preload={false}>
          <span className="muted">{shown.slice(0, cut)}</span>
          {tag.name}
        </Link>
      </div>
      <div role="gridcell" className="num" data-testid="tag-value">
        <QualityValue text={formatValue(live?.value, tag, live?.text)} is={is} words={words} />
      </div>
      <div role="gridcell">{graph ? <TagSpark path={tag.path} width={104} height={22} /> : null}</div>
      <div role="gridcell" className="muted">
        {tag.unit?.symbol}
      </div>
      <div role="gridcell" className="ellipsis tag-quality" title={words}>
        {is === 'bad' || is === 'uncertain' ? <Shape attention={is === 'bad' ? 'medium' : 'low'} /> : null}
        <span className={`ellipsis ${is === 'good' ? 'muted' : ''}`}>{words ?? ''}</span>
      </div>
      <div role="gridcell" className="num muted">
        {live ? <Age time={live.time} /> : null}
      </div>
      <div role="gridcell" className="ellipsis muted" title={`${tag.connection}, ${tag.address}`}>
        {tag.connection} <span className="tag-address">{tag.address}</span>
      </div>
    </div>
  );
});
