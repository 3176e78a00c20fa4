import type { Cost } from '../../harness/index.ts';
import { BYTES_WRITTEN } from '../shared/bytes-written.ts';
import type { GatewayRecord, Span } from './record.ts';

function lengths(spans: readonly Span[], now: number): number[] {
  return spans.map(({ from, to }) => Math.round((to ?? now) - from));
}

/** What each way to lock costs, in virtual time. */
export const costs: readonly Cost<GatewayRecord>[] = [
  {
    name: 'requests refused',
    unit: 'count',
    isLoss: true,
    says: 'turns and messages that ended in an error',
    figures: ['mean', 'max'],
    measure: ({ turns, messages }) => [...turns, ...messages].filter(({ result }) => result.kind === 'failed').length,
  },
  {
    name: 'lock hold',
    unit: 'ms',
    says: 'from getting a session lock to letting go',
    figures: ['p50', 'max'],
    measure: ({ holds }, env) => lengths(holds, env.now),
  },
  {
    name: 'lock wait',
    unit: 'ms',
    says: 'from asking for a session lock to getting it or giving up',
    figures: ['p50', 'p99', 'max'],
    measure: ({ waits }, env) => lengths(waits, env.now),
  },
  {
    name: 'retries',
    unit: 'count',
    says: 'candidates tried beyond the first of each turn and message',
    figures: ['mean'],
    measure: (record) =>
      [...record.turns, ...record.messages].reduce(
        (sum, task) => sum + Math.max(0, record.attemptsOf(task).length - 1),
        0,
      ),
  },
  BYTES_WRITTEN,
  {
    name: 'file writes',
    unit: 'count',
    says: 'changes of bytes and names on the disk, lock files included',
    figures: ['mean'],
    measure: (_record, env) =>
      env.disk.log.entries.filter(({ kind, process }) => process !== null && kind !== 'sync' && kind !== 'times')
        .length,
  },
];
