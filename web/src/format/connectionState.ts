import type { ConnectionState } from '../api/types';
import type { Attention } from './attention';

const attention: Record<ConnectionState, Attention> = {
  disabled: 'pending',
  connecting: 'pending',
  synchronizing: 'pending',
  running: 'none',
  degraded: 'medium',
  faulted: 'high',
};

export const connectionAttention = (state: string): Attention => attention[state as ConnectionState] ?? 'pending';

/** The order in which connections need a person. */
export const connectionRank = (state: string): number =>
  ['running', 'disabled', 'synchronizing', 'connecting', 'degraded', 'faulted'].indexOf(state);
