/** Shapes of the HTTP contract under /api/v1. Times in single values are ISO 8601 UTC; columns hold milliseconds since 1970. */

export type Role = 'viewer' | 'operator' | 'engineer' | 'admin';
export type QualityIs = 'good' | 'uncertain' | 'bad';
export type ConnectionState = 'disabled' | 'connecting' | 'synchronizing' | 'running' | 'degraded' | 'faulted';

/** A tag's value as JSON carries it: NaN and infinities are strings, 64-bit integers beyond 2^53 too. */
export type Scalar = number | boolean | string | null;
export type TagValue = Scalar | readonly Scalar[];

export interface User {
  name: string;
  role: Role;
  passwordSet: boolean;
  signedInBy: 'link' | 'password' | 'token';
  plant: string;
  version: string;
}

export interface Account {
  name: string;
  role: Role;
  passwordSet: boolean;
  createdAt: string;
  lastSeen: string | null;
}

export interface Alert {
  since: string;
  what: string;
  remedy: string;
}

export interface Node {
  plant: string;
  name: string;
  tier: string;
  version: string;
  startedAt: string;
  timeZone: string;
  now: string;
  ready: boolean;
  samplesPerSecond: number;
  lastCommit: string | null;
  commitP99Ms: number | null;
  connections: { up: number; total: number };
  tags: { total: number; good: number; uncertain: number; bad: number; stale: number };
  disk: { freeBytes: number; usedBytes: number; daysLeft: number | null };
  lossSinceYesterday: number;
  alerts: Alert[];
}

export interface AssetState {
  tag: string;
  text: string;
  since: string;
}

export interface Asset {
  path: string;
  name: string;
  level: string;
  type: string | null;
  description: string | null;
  tagCount: number;
  state: AssetState | null;
}

export interface Unit {
  symbol: string;
  code: string;
  name: string;
}

export interface Tag {
  path: string;
  name: string;
  asset: string;
  id: string | number;
  type: string;
  unit: Unit | null;
  description: string | null;
  decimals: number | null;
  range: { low: number; high: number } | null;
  states: Record<string, string> | null;
  connection: string;
  address: string;
  writable: boolean;
}

export interface Quality {
  code: number;
  name: string;
  is: QualityIs;
  reason: string | null;
}

export interface Value {
  tag: string;
  value: TagValue;
  text: string;
  quality: Quality;
  time: string;
  serverTime: string | null;
  ageMs: number;
}

export interface ErrorSince {
  since: string;
  what: string;
  remedy: string | null;
}

export interface WriteEnvelope {
  low: number | null;
  high: number | null;
  maxRate: number | string | null;
  minRole: Role;
  readBack: boolean;
  freshness: string | null;
}

export interface TagDetail extends Tag {
  value: Value | null;
  raw: { value: TagValue; time: string } | null;
  every: string | null;
  scaling: string | null;
  deadband: string | number | null;
  place: { file: string; line: number } | null;
  sinks: string[];
  lastError: ErrorSince | null;
  write: WriteEnvelope | null;
}

export interface HistoryGap {
  from: number;
  to: number | null;
  cause: string;
}

export interface Series {
  tag: string;
  unit: Unit | string | null;
  kind: 'raw' | 'buckets';
  t: number[];
  v: (number | string | boolean | null)[];
  min?: (number | null)[];
  max?: (number | null)[];
  n?: number[];
  q: number[];
  gaps: HistoryGap[];
  truncated: boolean;
}

export interface History {
  from: string | number;
  to: string | number;
  series: Series[];
}

export interface Connection {
  name: string;
  driver: string;
  address: string;
  state: ConnectionState;
  since: string;
  cause: string | null;
  lastError: { at: string; what: string; remedy: string | null } | null;
  responseMs: { p50: number | null; p99: number | null; spark: (number | null)[] };
  requestsPerSecond: number;
  samplesPerSecond: number;
  bytesPerValue: number | null;
  tags: { total: number; good: number; uncertain: number; bad: number };
  restarts: number;
}

export interface PlanRead {
  unit: number | string;
  area: string;
  from: number;
  count: number;
  every: string;
  holes: { from: number; count: number }[];
  lastMs: number | null;
}

export interface TagError {
  tag: string;
  address: string;
  since: string;
  what: string;
  remedy: string | null;
  count: number;
}

export interface GatewayUnit {
  unit: number | string;
  state: string;
  p50: number | null;
  p99: number | null;
  silentSince: string | null;
}

export interface LedgerRow {
  connection: string;
  sampled: number;
  suppressed: number;
  rejected: number;
  logged: number;
  lost: number;
  pending?: number;
}

export interface SinkRow {
  sink: string;
  offered: number;
  stored: number;
  acknowledged: number;
  behind: number;
  lost: number;
}

export interface Gap {
  id: string | number;
  connection: string;
  tag: string | null;
  from: string;
  to: string | null;
  cause: string;
  count: number | null;
  detail: string | null;
}

export interface Ledger {
  connections: LedgerRow[];
  sinks: SinkRow[];
  gaps: Gap[];
  balanced: boolean;
  differences: string[];
  checkedAt: string;
}

export interface LogLine {
  at: string;
  level: string;
  message: string;
}

export interface ConnectionDetail extends Connection {
  timeline: { at: string; state: ConnectionState; cause: string | null }[];
  plan: PlanRead[];
  tagErrors: TagError[];
  units: GatewayUnit[];
  ledger: LedgerRow | null;
  gaps: Gap[];
  log: LogLine[];
  counters: Record<string, number>;
}

export interface BrowseItem {
  node: string;
  name: string;
  kind: string;
  address: string | null;
  type: string | null;
  value: TagValue;
  text: string | null;
  hasChildren: boolean;
  /** Its line under `tags:`, null when it cannot be a tag. */
  yaml: string | null;
}

export interface WriteDone {
  outcome: 'done';
  tag: string;
  requested: TagValue;
  written: TagValue;
  readBack: TagValue;
  auditId: string | number;
  durationMs: number;
}

export interface AuditEntry {
  id: string | number;
  at: string;
  who: string;
  role: string;
  via: string;
  action: string;
  target: string | null;
  requested: TagValue;
  result: 'done' | 'refused' | 'failed';
  detail: string | null;
  readBack: TagValue;
}

export interface AuditPage {
  items: AuditEntry[];
  next: string | number | null;
  chainIntact: boolean;
}

export interface Certificate {
  fingerprint: string;
  subject: string;
  applicationUri: string | null;
  hosts: string[];
  validFrom: string;
  expires: string;
  warning: string | null;
  rejectedAt: string | null;
  reason: string | null;
}

export interface Certificates {
  folder: string;
  own: Certificate | null;
  trusted: Certificate[];
  issuers: Certificate[];
  rejected: Certificate[];
  problems: string[];
}

export interface FaceRefusal {
  at: string;
  peer: string;
  status: string;
  what: string;
  count: number;
}

export interface Published {
  opcUa: {
    address: string | null;
    problem: string | null;
    tags: number;
    sessions: number;
    subscriptions: number;
    items: number;
    notifications: number;
    refusals: number;
    recent: FaceRefusal[];
  } | null;
}

export interface Broker {
  state: 'off' | 'serving' | 'failed';
  addresses: string[];
  problem: string | null;
  remedy: string | null;
  storeBytes: number;
  figures: {
    connections: number;
    sessions: number;
    subscriptions: number;
    retainedMessages: number;
    retainedBytes: number;
    queuedMessages: number;
    accepted: number;
    messagesReceived: number;
    messagesSent: number;
    bytesReceived: number;
    bytesSent: number;
  } | null;
  drops: Record<string, number>;
  refusals: Record<string, number>;
}

export interface BrokerSession {
  clientId: string;
  identity: string;
  connected: boolean;
  peer: string | null;
  listener: string | null;
  version: string | null;
  disconnectedAt: string | null;
  expirySeconds: number | null;
  subscriptions: number;
  queued: number;
  queuedBytes: number;
  inFlight: number;
}

export interface BrokerSubscription {
  clientId: string;
  filter: string;
  qos: number;
}

export interface BrokerPublished {
  topic: string;
  bytes: number;
  qos: number;
  retain: boolean;
}

export interface BrokerTopic {
  topic: string;
  qos: number;
  bytes: number;
  form: 'json' | 'text' | 'sparkplug' | 'binary';
  text: string | null;
  metrics: { name: string; alias: number | null; type: string | null; at: string | null; value: string | null }[] | null;
  isCut: boolean;
}

export interface Finding {
  file: string;
  line: number;
  what: string;
  remedy: string | null;
  severity: 'error' | 'warning';
}

export interface Configuration {
  folder: string;
  version: string | number;
  loadedAt: string;
  files: { name: string; text: string }[];
  findings: Finding[];
}

export interface Condition {
  key: string;
  id: string;
  name: string;
  branch: string | null;
  active: boolean;
  acknowledged: boolean;
  confirmed: boolean;
  retain: boolean;
  enabled: boolean;
  suppressed: boolean;
  shelved: boolean;
  comment: string | null;
  commentBy: string | null;
}

export interface PlantEvent {
  id: string;
  time: string;
  receiveTime: string;
  connection: string;
  source: string | null;
  sourceName: string;
  severity: number;
  type: string;
  message: string;
  quality: { code: number; name: string; is: 'good' | 'uncertain' | 'bad'; reason: string | null };
  condition: Condition | null;
  isPast: boolean;
  fields: { name: string; value: TagValue }[];
}

export interface CommandArgument {
  name: string;
  type: string;
  low: number | null;
  high: number | null;
  unit: string | null;
  description: string | null;
  default: TagValue;
}

export interface Command {
  path: string;
  connection: string;
  description: string | null;
  role: Role;
  minIntervalMs: number;
  arguments: CommandArgument[];
  onlyWhen: Record<string, string>;
}

export interface CommandDone {
  outcome: string;
  target: string;
  outputs: TagValue[];
  auditId: number;
  durationMs: number;
}

export interface Page<T> {
  items: T[];
  next: string | number | null;
  total?: number;
}
