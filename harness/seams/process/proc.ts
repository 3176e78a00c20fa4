import { currentAccessLog } from '../../engine/access-log.ts';
import { isAlive } from '../../engine/alive.ts';
import { currentActor } from '../../engine/current-actor.ts';
import { NODE_MAJOR } from '../../engine/node-version.ts';
import type { Scheduler } from '../../engine/operation.ts';
import type { SimProcess } from '../../engine/process.ts';
import { CLOCK_KEY, PIDS_KEY } from '../../engine/shared-keys.ts';
import { DirectoryInode, FileInode, SymlinkInode } from '../../world/disk/inode.ts';
import type { DiskPath } from '../../world/disk/path.ts';
import { MACHINE, MAIN_MODULE, NODE } from './machine.ts';

/** Clock ticks a second, in which Linux counts. */
const TICKS = 100;
const PARENT_PID = 1;
/** Above those of files, which begin anew for each process. */
const FIRST_INO = 2 ** 48;
const READABLE = 0o444;
const FOLDER = 0o555;
/** The same on every machine, as long as it is up. */
const BOOT_ID = '5ace11fe-0000-4000-8000-000000000001\n';

type Execution = Pick<Scheduler, 'now' | 'processes' | 'current'>;

/**
 * A root folder with `/proc` alone, as it is at this moment: lock libraries read there when the process with a pid began, to tell it from
 * an earlier one. Null where the asking process has none: there is one on Linux. A process that has ended is not there.
 */
export function procRoot(execution: Execution, startAt: number, path: DiskPath): DirectoryInode | null {
  // A step that reads is not in its actor's context.
  const asker = (currentActor() ?? execution.current?.actor)?.process;
  if (asker?.account.platform !== 'linux') return null;
  const log = currentAccessLog();
  log?.reads(PIDS_KEY);
  log?.reads(CLOCK_KEY);
  const root = new DirectoryInode(FIRST_INO, FOLDER, startAt, null);
  const proc = folder(root, 'proc', FIRST_INO + 1);
  const upFor = MACHINE.upFor + execution.now / 1_000;
  file(proc, 'uptime', `${upFor.toFixed(2)} ${(upFor * MACHINE.cpus).toFixed(2)}\n`);
  file(proc, 'stat', `btime ${Math.floor(startAt / 1_000) - MACHINE.upFor}\n`);
  file(folder(folder(folder(proc, 'sys'), 'kernel'), 'random'), 'boot_id', BOOT_ID);
  proc.entries.set('self', link(proc, String(asker.pid)));
  const [, asked = ''] = path.parts;
  for (const process of execution.processes) {
    if (process.threadOf !== null || process.isUpstream || !isAlive(process)) continue;
    const own = folder(proc, String(process.pid), FIRST_INO + process.pid * 16);
    if (asked === String(process.pid) || asked === 'self') fill(own, process, asker);
  }
  return root;
}

function folder(
  parent: DirectoryInode,
  name: string,
  ino: number = parent.ino + parent.entries.size + 1,
): DirectoryInode {
  const made = new DirectoryInode(ino, FOLDER, parent.mtimeMs, parent);
  parent.entries.set(name, made);
  return made;
}

function file(parent: DirectoryInode, name: string, text: string): void {
  const made = new FileInode(parent.ino + parent.entries.size + 1, READABLE, parent.mtimeMs);
  made.write(0, Buffer.from(text));
  parent.entries.set(name, made);
}

function link(parent: DirectoryInode, target: string): SymlinkInode {
  return new SymlinkInode(parent.ino + parent.entries.size + 1, target, parent.mtimeMs);
}

/** As Node names its main thread. */
const COMMAND = NODE_MAJOR >= 26 ? 'node-MainThread' : NODE_MAJOR >= 24 ? 'MainThread' : 'node';

function fill(own: DirectoryInode, process: SimProcess, asker: SimProcess): void {
  const state = asker === process || asker.threadOf === process ? 'R' : 'S';
  file(own, 'stat', `${process.pid} (${COMMAND}) ${state} ${numbersOf(process).join(' ')}\n`);
  file(own, 'status', statusOf(process, state));
  file(own, 'comm', `${COMMAND}\n`);
  file(own, 'cmdline', `${NODE}\0${MAIN_MODULE}\0`);
  own.entries.set('exe', link(own, NODE));
  own.entries.set('cwd', link(own, process.account.cwd));
}

/** Number of the field with the start time, counted from 1 as in proc(5); the first three are the pid, the name and the state. */
const START_TIME = 22;
const FIELDS = 52;
const PRIORITY = 18;
const THREADS = 20;

/** Ticks since the machine was started. No two processes have the same, not even two of one pid. */
function startTicks({ startedAt, index }: SimProcess): number {
  return (
    (MACHINE.upFor + Math.floor(startedAt / 1_000)) * TICKS + Math.floor((startedAt % 1_000) / (1_000 / TICKS)) + index
  );
}

function numbersOf(process: SimProcess): number[] {
  const known = new Map([
    [4, PARENT_PID],
    [5, process.pid],
    [6, process.pid],
    [8, -1],
    [PRIORITY, 20],
    [THREADS, 1 + process.threads],
    [START_TIME, startTicks(process)],
    [23, MACHINE.heap.rss * 10],
    [24, MACHINE.heap.rss / 4_096],
  ]);
  return Array.from({ length: FIELDS - 3 }, (_, i) => known.get(i + 4) ?? 0);
}

function statusOf({ pid, account, threads }: SimProcess, state: 'R' | 'S'): string {
  const { uid, euid, gid, egid, umask, groups } = account;
  const rss = `${MACHINE.heap.rss / 1_024} kB`;
  const lines: readonly [string, string | number][] = [
    ['Name', COMMAND],
    ['Umask', umask.toString(8).padStart(4, '0')],
    ['State', state === 'R' ? 'R (running)' : 'S (sleeping)'],
    ['Tgid', pid],
    ['Ngid', 0],
    ['Pid', pid],
    ['PPid', PARENT_PID],
    ['TracerPid', 0],
    ['Uid', `${uid}\t${euid}\t${euid}\t${euid}`],
    ['Gid', `${gid}\t${egid}\t${egid}\t${egid}`],
    ['FDSize', 256],
    ['Groups', groups.join(' ')],
    ['VmPeak', rss],
    ['VmSize', rss],
    ['VmHWM', rss],
    ['VmRSS', rss],
    ['Threads', 1 + threads],
  ];
  return lines.map(([name, value]) => `${name}:\t${value}\n`).join('');
}
