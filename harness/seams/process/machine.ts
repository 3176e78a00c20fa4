import os from 'node:os';
import tty from 'node:tty';
import v8 from 'node:v8';
import { currentActor } from '../../engine/current-actor.ts';
import type { Actor } from '../../engine/operation.ts';
import { patchAccessor } from '../../engine/patch.ts';
import { worldOf } from '../../world/world.ts';
import { dispatch, dispatchGetter, dispatchWithText } from '../dispatch/dispatch.ts';
import { giveOwnValue } from './own-value.ts';

const GIB = 2 ** 30;
const MIB = 2 ** 20;

/** The machine of every simulated process: small, idle and nearly empty, so that code which adapts to it does so everywhere alike. */
export const MACHINE: {
  readonly cpus: number;
  readonly memory: number;
  readonly free: number;
  readonly upFor: number;
  readonly heap: NodeJS.MemoryUsage;
} = {
  cpus: 4,
  memory: 8 * GIB,
  free: 4 * GIB,
  /** Seconds that it had been up when the execution began. */
  upFor: 100_000,
  heap: { rss: 64 * MIB, heapTotal: 32 * MIB, heapUsed: 16 * MIB, external: 2 * MIB, arrayBuffers: MIB },
};

export const NODE = '/usr/local/bin/node';
export const MAIN_MODULE = '/app/main.js';
const MICROSECONDS = 1_000;

/** What `os.type()` says on each platform, where it is not Linux. */
const SYSTEMS: Partial<Record<NodeJS.Platform, string>> = {
  aix: 'AIX',
  darwin: 'Darwin',
  freebsd: 'FreeBSD',
  openbsd: 'OpenBSD',
  sunos: 'SunOS',
  win32: 'Windows_NT',
};

/**
 * Lets code under test find the same machine wherever it runs. What it is made of stays real, since code may depend on it in
 * earnest: architecture, release, versions. The platform is the declared one; paths and the disk are those of Linux all the same.
 */
export function installMachineSeam(): void {
  controlHardware();
  controlUsage();
  controlHeap();
  controlNavigator();
  controlTerminal();
  dispatchGetter(process, 'platform', ({ process: { account } }) => account.platform);
  dispatchWithText(os, 'platform', ({ process: { account } }) => account.platform);
  dispatchWithText(os, 'type', ({ process: { account } }) => SYSTEMS[account.platform] ?? 'Linux');
  giveOwnValue(process, 'argv', () => [NODE, MAIN_MODULE]);
  giveOwnValue(process, 'execArgv', () => []);
  giveOwnValue(process, 'execPath', () => NODE);
  giveOwnValue(process, 'title', () => 'node');
}

/** Figures of V8 are 0, but for those that tell how much memory there is. */
function controlHeap(): void {
  const { heap, memory } = MACHINE;
  const shown: Readonly<Record<string, number>> = {
    total_heap_size: heap.heapTotal,
    used_heap_size: heap.heapUsed,
    heap_size_limit: memory / 4,
    total_available_size: memory / 4 - heap.heapUsed,
    external_memory: heap.external,
  };
  const figures = (real: object): object =>
    Object.fromEntries(
      Object.entries(real).map(([name, value]) => [name, typeof value === 'string' ? value : (shown[name] ?? 0)]),
    );
  for (const name of ['getHeapStatistics', 'getHeapCodeStatistics', 'getCppHeapStatistics']) {
    dispatch(v8, name, (_actor, args, original) => figures(original(...args) as object));
  }
  dispatch(v8, 'getHeapSpaceStatistics', (_actor, _args, original) => (original() as object[]).map(figures));
}

function controlHardware(): void {
  const { cpus, memory, free, upFor } = MACHINE;
  dispatchWithText(os, 'availableParallelism', () => cpus);
  dispatch(os, 'cpus', () =>
    Array.from({ length: cpus }, () => ({ model: 'raceline', speed: 0, times: IDLE_TIMES() })),
  );
  dispatch(os, 'loadavg', () => [0, 0, 0]);
  dispatchWithText(os, 'totalmem', () => memory);
  dispatchWithText(os, 'freemem', () => free);
  dispatchWithText(os, 'uptime', ({ execution }) => upFor + execution.now / 1_000);
  dispatch(os, 'networkInterfaces', () => ({}));
}

/** `navigator` answers by getters of its prototype, whoever calls them. */
function controlNavigator(): void {
  const { Navigator } = globalThis as { Navigator?: { prototype: object } };
  if (Navigator === undefined) return;
  const asked = (name: string, answer: (actor: Actor) => unknown): void =>
    patchAccessor<unknown>(Navigator.prototype, name, (real) => {
      const actor = currentActor();
      return actor === undefined ? real : answer(actor);
    });
  asked('hardwareConcurrency', () => MACHINE.cpus);
  asked('language', ({ execution }) => worldOf(execution)?.started.locale);
  asked('languages', ({ execution }) => Object.freeze([worldOf(execution)?.started.locale]));
}

/** No stream is a terminal: what is printed there goes to the timeline. */
function controlTerminal(): void {
  dispatch(tty, 'isatty', () => false);
  for (const stream of [process.stdout, process.stderr]) {
    for (const name of ['isTTY', 'columns', 'rows']) hideFromActors(stream, name);
  }
}

/** A property of a stream, or of the class that it inherits it from where it is one of a terminal. */
function hideFromActors(stream: object, name: string): void {
  for (let owner: object | null = stream; owner !== null; owner = Reflect.getPrototypeOf(owner)) {
    if (!Object.hasOwn(owner, name)) continue;
    dispatchGetter(owner, name, () => undefined);
    return;
  }
}

function controlUsage(): void {
  const { free, heap } = MACHINE;
  dispatch(process, 'memoryUsage', () => ({ ...heap }));
  dispatch(process.memoryUsage, 'rss', () => heap.rss);
  dispatch(process, 'constrainedMemory', () => 0);
  dispatch(process, 'availableMemory', () => free);
  for (const name of ['cpuUsage', 'threadCpuUsage']) dispatch(process, name, cpuUsage);
  dispatch(process, 'resourceUsage', (actor, _, original) => {
    const none = Object.fromEntries(Object.keys(original() as object).map((name) => [name, 0]));
    return { ...none, userCPUTime: cpuTime(actor), maxRSS: heap.rss / 1024 };
  });
}

const IDLE_TIMES = (): object => ({ user: 0, nice: 0, sys: 0, idle: 0, irq: 0 });

/** As if each process had worked all the time, in microseconds. */
function cpuTime({ execution }: Actor): number {
  return execution.now * MICROSECONDS;
}

function cpuUsage(actor: Actor, [before]: readonly unknown[]): unknown {
  const { user = 0, system = 0 } = (before ?? {}) as Partial<NodeJS.CpuUsage>;
  return { user: cpuTime(actor) - user, system: 0 - system };
}
