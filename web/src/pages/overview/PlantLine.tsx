import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { nodeQuery } from '../../api/queries';
import { formatCount, formatRate } from '../../format/number';
import type { Attention } from '../../format/attention';
import { Shape } from '../../parts/Shape';
import { Since } from '../../parts/Time';

function Figure({ label, attention = 'none', children }: { label: string; attention?: Attention; children: ReactNode }) {
  return (
    <div className="figure">
      <h3>{label}</h3>
      <div className="figure-value">
        {attention === 'none' ? null : <Shape attention={attention} />}
        {children}
      </div>
    </div>
  );
}

/** The plant in one line: what is connected, good, flowing, stored, lost. */
export function PlantLine() {
  const { data: node } = useQuery(nodeQuery);
  if (!node) return <div className="plant-line panel" aria-busy="true" />;
  const { connections, tags } = node;
  const notGood = tags.uncertain + tags.bad;
  return (
    <div className="plant-line panel" data-testid="plant-line">
      <Figure label="Connections up" attention={connections.up < connections.total ? 'medium' : 'none'}>
        <Link to="/connections">
          {formatCount(connections.up)}
          <span className="unit">of {formatCount(connections.total)}</span>
        </Link>
      </Figure>
      <Figure label="Tags good" attention={tags.bad > 0 ? 'medium' : 'none'}>
        <Link to="/explore" search={tags.bad > 0 ? { quality: 'bad' } : notGood > 0 ? { quality: 'uncertain' } : {}}>
          {formatCount(tags.good)}
          <span className="unit">of {formatCount(tags.total)}</span>
        </Link>
        {notGood > 0 ? (
          <span className="figure-note">
            {tags.bad > 0 ? <div>{formatCount(tags.bad)} bad</div> : null}
            {tags.uncertain > 0 ? <div>{formatCount(tags.uncertain)} uncertain</div> : null}
          </span>
        ) : null}
      </Figure>
      <Figure label="Samples">
        <span>
          {formatRate(node.samplesPerSecond)}
          <span className="unit">per second</span>
        </span>
      </Figure>
      <Figure label="Last commit">
        {node.lastCommit ? (
          <span>
            <Since at={node.lastCommit} />
            <span className="unit">ago</span>
          </span>
        ) : (
          'none yet'
        )}
      </Figure>
      <Figure label="Lost since yesterday" attention={node.lossSinceYesterday > 0 ? 'high' : 'none'}>
        {node.lossSinceYesterday > 0 ? (
          <Link to="/ledger" data-testid="loss-link">
            {formatCount(node.lossSinceYesterday)}
            <span className="unit">samples, see the ledger</span>
          </Link>
        ) : (
          <Link to="/ledger" data-testid="loss-link">
            0<span className="unit">samples</span>
          </Link>
        )}
      </Figure>
    </div>
  );
}
