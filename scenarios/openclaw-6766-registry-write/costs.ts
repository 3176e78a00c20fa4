import type { Cost } from '../../harness/index.ts';
import { BYTES_WRITTEN } from '../shared/bytes-written.ts';
import type { RegistryRecord } from './record.ts';
import { idsIn, REGISTRIES } from './world.ts';

export const COSTS: readonly Cost<RegistryRecord>[] = [
  {
    name: 'requests refused',
    unit: 'count',
    isLoss: true,
    says: 'updates that were refused, full disks aside',
    figures: ['mean', 'max'],
    measure: ({ changes }) => changes.filter(({ end }) => end?.kind === 'failed' && end.code !== 'ENOSPC').length,
  },
  {
    name: 'latency',
    unit: 'ms',
    says: 'from asking for an update to its acknowledgement',
    figures: ['p50', 'p99', 'max'],
    measure: ({ changes }) =>
      changes.flatMap(({ began, end }) => (end?.kind === 'acknowledged' ? [end.at - began.at] : [])),
  },
  {
    name: 'lock wait',
    unit: 'ms',
    says: 'how long an update waited for the locks',
    figures: ['max'],
    measure: ({ lockWaitsMs }) => lockWaitsMs,
  },
  {
    name: 'lock hold',
    unit: 'ms',
    says: 'how long an update had the locks',
    figures: ['max'],
    measure: ({ lockHoldsMs }) => lockHoldsMs,
  },
  {
    name: 'retries',
    unit: 'count',
    says: 'updates that were made again after a conflict',
    figures: ['mean'],
    measure: ({ retries }) => retries,
  },
  BYTES_WRITTEN,
  {
    name: 'file writes',
    unit: 'count',
    says: 'files that were written: registries, temporary files, copies, lock files',
    figures: ['mean'],
    measure: (_record, env) => env.disk.log.entries.filter(isFileWrite).length,
  },
  {
    name: 'syncs',
    unit: 'count',
    says: 'fsync of files and directories',
    figures: ['mean'],
    measure: (_record, env) => env.disk.log.entries.filter(({ kind }) => kind === 'sync').length,
  },
  {
    name: 'entries lost',
    unit: 'count',
    isLoss: true,
    says: 'acknowledged entries that are not there at the end, for whatever reason',
    figures: ['mean', 'max'],
    measure: (record) =>
      REGISTRIES.reduce((lost, name) => {
        const ids = idsIn(name, record.textOf(name)) ?? [];
        return lost + record.acknowledgedIds(name).filter((id) => !ids.includes(id)).length;
      }, 0),
  },
];

/** By code under test, a new file or one that is emptied first. */
function isFileWrite(entry: { kind: string; process: unknown; size?: number; content?: { kind: string } }): boolean {
  if (entry.process === null) return false;
  return (entry.kind === 'create' && entry.content?.kind === 'file') || (entry.kind === 'truncate' && entry.size === 0);
}
