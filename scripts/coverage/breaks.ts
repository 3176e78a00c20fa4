/** A small change that takes away what an id of COVERAGE.md says is there. */
export interface Break {
  readonly id: string;
  /** From the project's root. */
  readonly file: string;
  /** Found once in the file. */
  readonly from: string;
  readonly to: string;
}

const RESET = 'scenarios/openclaw-20769-reset/implementations.ts';
const AUTH = 'src/credentials/implementations.ts';
const STREAM = 'src/provider-stream/implementations.ts';
const WRITE = 'scenarios/openclaw-6766-registry-write/implementations.ts';
const FLOOD = 'scenarios/openclaw-6766-session-flood/scenario.ts';
const LOCK = 'scenarios/openclaw-62351-session-lock/scenario.ts';
const CHAIN = 'scenarios/openclaw-81982-fallback-chain/scenario.ts';
const MODELS = 'scenarios/hermes-1169-live-models/implementations.ts';

/** At least one of each kind of id, and of each report: an implementation, a property, a log, a metric, a check, a policy. */
export const BREAKS: readonly Break[] = [
  // Causes and fixes: what stands under the name is something else.
  { id: '20769-C1', file: RESET, from: "into it', ClearThenLoad)", to: "into it', BlueGreenPinned)" },
  { id: '20769-C2', file: RESET, from: "in one go', LoadThenClear)", to: "in one go', BlueGreenPinned)" },
  { id: '20769-F2', file: RESET, from: "async-lock', ReloadLockGateway)", to: "async-lock', LoadThenClear)" },
  { id: '20769-W1', file: RESET, from: "start it', MaintenanceWindow)", to: "start it', ClearThenLoad)" },
  {
    id: '20769-Q2',
    file: RESET,
    from: "reloads all at once', WITHOUT_LOCK)",
    to: "reloads all at once', WITHOUT_HEALTH)",
  },
  { id: '20769-R3', file: STREAM, from: "'replace-in-place': replaceInPlace", to: "'replace-in-place': reference" },
  { id: '20769-R4', file: AUTH, from: "'replace-at-once': replaceAtOnce", to: "'replace-at-once': reference" },
  { id: '6766-F1', file: WRITE, from: 'inProcessLock(plain))', to: 'plain)' },
  { id: '6766-W4', file: WRITE, from: 'retryOnConflict(versionCheck(writeInPlace))', to: 'versionCheck(writeInPlace)' },
  { id: '6766-Q2', file: WRITE, from: 'reference({ replacesFiles: false })', to: 'reference()' },
  { id: '6766-Q3', file: WRITE, from: 'reference({ tracksVersions: false })', to: 'reference()' },
  { id: '6766-C3', file: FLOOD, from: 'subject: writeEveryMessage', to: 'subject: reference' },
  { id: '6766-B2', file: FLOOD, from: 'subject: debounceShared', to: 'subject: debounceClearAfter' },
  { id: '62351-F1', file: LOCK, from: 'subject: timeoutTerminal', to: 'subject: holdAcrossRotation' },
  { id: '81982-R3', file: CHAIN, from: 'subject: applyNow', to: 'subject: reference' },
  { id: '81982-R4', file: CHAIN, from: 'subject: clearedChain', to: 'subject: swappedChain' },
  { id: '1174-F1', file: MODELS, from: 'subject: pr1174,', to: 'subject: original,' },
  { id: '1174-F2', file: MODELS, from: 'subject: pr1173,', to: 'subject: pr1174,' },
  // What the reports would have somebody look at.
  {
    id: '20769-B4',
    file: 'src/model-reset/audit-log.ts',
    from: 'await appendFile(this.path, ',
    to: 'void (this.path, ',
  },
  {
    id: '20769-M1',
    file: 'src/model-reset/metrics.ts',
    from: 'this.get(name) + difference',
    to: 'this.get(name)',
  },
  {
    id: '20769-M3',
    file: 'src/registry-health/check-registry-file.ts',
    from: 'entries.length !== expected',
    to: 'entries.length < expected',
  },
  {
    id: '6766-M2',
    file: 'src/registry-write/write-log.ts',
    from: '[${after.join',
    to: '[${before.join',
  },
  {
    id: '6766-M3',
    file: 'src/registry-write/write-log.ts',
    from: 'Registry write lost: ',
    to: 'Registry write: ',
  },
  // A policy, and a property.
  {
    id: '62351-V',
    file: 'src/session-lock/rotation-policy.ts',
    from: 'isOrdinaryFailure(input) || (input.timedOut && !input.timedOutDuringCompaction);',
    to: 'isOrdinaryFailure(input) && !input.timedOut;',
  },
  {
    id: '81982-E',
    file: 'scenarios/openclaw-81982-fallback-chain/properties.ts',
    from: 'if (isPrefix(attempts, chain)) return undefined;',
    to: 'if (isPrefix(attempts, chain) || attempts.length > 0) return undefined;',
  },
];
