import { useInViewport } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Asset, Series, Tag } from '../../api/types';
import { stateAttention } from '../../format/attention';
import { formatCount, formatValue } from '../../format/number';
import { qualityIs, qualityName, qualityWords } from '../../format/quality';
import { serverNow } from '../../live/clock';
import { useLiveValue } from '../../live/live';
import { QualityValue } from '../../parts/QualityValue';
import { Shape } from '../../parts/Shape';
import { TagSpark } from '../../parts/Sparkline';
import { Since } from '../../parts/Time';
import { Ribbon, ribbonMs } from './Ribbon';
import { stateSince } from './ribbon';

function KeyValue({ tag }: { tag: Tag }) {
  const value = useLiveValue(tag.path);
  return (
    <div className="tile-value">
      <span className="ellipsis muted">{tag.name.replaceAll('_', ' ')}</span>
      <TagSpark path={tag.path} width={56} height={20} />
      <QualityValue
        className="num"
        text={formatValue(value?.value, tag, value?.text)}
        unit={tag.unit}
        is={value && qualityIs(value.code)}
        words={value && qualityWords(qualityName(value.code))}
      />
    </div>
  );
}

interface Props {
  asset: Asset;
  tags: readonly Tag[];
  bad: number;
  stateTag: Tag | undefined;
  ribbon: Series | undefined;
}

/** A machine: its name, its state since when, the last eight hours, one or two key values; opens Explore at the machine. */
export function MachineTile({ asset, tags, bad, stateTag, ribbon }: Props) {
  const { ref, inViewport } = useInViewport<HTMLAnchorElement>();
  const state = asset.state;
  const text = state?.text;
  const since = useMemo(() => {
    const now = serverNow();
    return text === undefined ? null : stateSince(ribbon, stateTag?.states ?? null, text, now - ribbonMs, now);
  }, [ribbon, stateTag, text]);
  return (
    <Link ref={ref} to="/explore" search={{ asset: asset.path }} className="tile panel" data-testid="machine-tile" data-asset={asset.path}>
      <div className="tile-head">
        <span className="tile-name ellipsis">{asset.name}</span>
        {bad > 0 ? (
          <span className="chip chip-attention" title={`${bad} tags have Bad quality`}>
            <Shape attention="medium" />
            {formatCount(bad)} bad
          </span>
        ) : null}
      </div>
      <div className="tile-state">
        {state ? (
          <>
            <span className="state-word">
              <Shape attention={stateAttention(state.text)} />
              {state.text}
            </span>
            <span className="muted">
              {since?.orLonger ? 'over 8 h' : since ? <Since at={since.at} /> : null}
            </span>
          </>
        ) : (
          <span className="muted">{formatCount(asset.tagCount)} tags</span>
        )}
      </div>
      {stateTag ? <Ribbon series={ribbon} states={stateTag.states} /> : <div className="ribbon-space" />}
      <div className="tile-values">{inViewport ? tags.map((tag) => <KeyValue key={tag.path} tag={tag} />) : null}</div>
    </Link>
  );
}
