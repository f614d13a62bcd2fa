import { connectionAttention } from '../../format/connectionState';
import { Shape } from '../../parts/Shape';

export function ConnectionStateWord({ state, cause }: { state: string; cause?: string | null }) {
  return (
    <span className="state-word" title={cause ?? undefined}>
      <Shape attention={connectionAttention(state)} />
      {state}
    </span>
  );
}
