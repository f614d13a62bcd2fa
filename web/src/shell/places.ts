import type { IconName } from '../parts/icons';

/** The pages that exist, in the order of the rail; a line divides those of the plant from those of the system. */
export const places: readonly { to: '/' | '/explore' | '/trends' | '/events' | '/control' | '/connections' | '/broker' | '/ledger' | '/query' | '/settings'; word: string; icon: IconName; group: 'plant' | 'system'; about: string }[] = [
  { to: '/', word: 'Overview', icon: 'overview', group: 'plant', about: 'machines and their state' },
  { to: '/explore', word: 'Explore', icon: 'explore', group: 'plant', about: 'plant tree and live values' },
  { to: '/trends', word: 'Trends', icon: 'trends', group: 'plant', about: 'history as charts' },
  { to: '/events', word: 'Events', icon: 'events', group: 'plant', about: 'what happened and what stands' },
  { to: '/control', word: 'Control', icon: 'control', group: 'plant', about: 'who wrote what and when' },
  { to: '/connections', word: 'Connections', icon: 'connections', group: 'system', about: 'devices and how they answer' },
  { to: '/broker', word: 'Broker', icon: 'broker', group: 'system', about: 'MQTT clients and retained topics' },
  { to: '/ledger', word: 'Ledger', icon: 'ledger', group: 'system', about: 'proof that nothing was lost' },
  { to: '/query', word: 'Query', icon: 'query', group: 'system', about: 'SQL over the history' },
  { to: '/settings', word: 'Settings', icon: 'settings', group: 'system', about: 'configuration and accounts' },
];
