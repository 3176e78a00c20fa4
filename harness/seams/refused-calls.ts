import v8 from 'node:v8';
import vm from 'node:vm';
import workerThreads from 'node:worker_threads';
import { currentActor } from '../engine/current-actor.ts';
import { reportRealCall } from '../engine/leak-detector.ts';
import { type Call, patch } from '../engine/patch.ts';
import { dispatch, PASS_THROUGH } from './dispatch/dispatch.ts';
import { onceLoaded } from './late-modules.ts';
import { refuse, refuseClass, refuseObject, refuseUnlessAllowed } from './refusal.ts';
import { watch } from './watched-calls.ts';

/** Calls whose answer the machine, the moment or a file of this machine decides, and that make no asynchronous resource. */
export function installRefusedCalls(): void {
  refusesInspection();
  refusesNative();
  refusesInGlobals();
  refusesInLateModules();
  namesTimeLimits();
}

/** What of the heap and of the process is there depends on all that ran before. */
function refusesInspection(): void {
  const because = 'shows what else this process has done, and when';
  for (const name of ['getHeapSnapshot', 'writeHeapSnapshot', 'queryObjects', 'startCpuProfile', 'takeCoverage']) {
    refuse(v8, name, { what: `v8.${name}`, because });
  }
  const { GCProfiler } = v8 as { GCProfiler?: { prototype: object } };
  if (GCProfiler !== undefined) refuse(GCProfiler.prototype, 'start', { what: 'v8.GCProfiler', because });
  for (const name of ['getReport', 'writeReport'])
    refuse(process.report, name, { what: `process.report.${name}`, because });
  // Its promise waits for the garbage collector.
  refuse(vm, 'measureMemory', { what: 'vm.measureMemory', because });
}

/** Bindings that ask the operating system for nothing. */
const HARMLESS_BINDINGS: ReadonlySet<unknown> = new Set(['buffer', 'config', 'constants', 'natives', 'util', 'uv']);

/** Native code does what it likes. */
function refusesNative(): void {
  const because = 'is native code, which calls the operating system by ways that no seam sees';
  refuse(process, 'dlopen', { what: 'process.dlopen', because });
  for (const name of ['binding', '_linkedBinding']) {
    const refusal = { what: `process.${name}`, because };
    dispatch(process, name, (_, [binding]) => {
      if (!HARMLESS_BINDINGS.has(binding)) refuseUnlessAllowed(refusal);
      return PASS_THROUGH;
    });
  }
  const finalization = { what: 'process.finalization', because: 'calls back as the real process ends' };
  refuseObject(process, 'finalization', finalization);
}

/** Globals that Node makes when they are asked for: none is loaded for this. */
function refusesInGlobals(): void {
  const stored = 'is kept by the real process for all executions';
  for (const name of ['localStorage', 'sessionStorage'])
    refuseObject(globalThis, name, { what: name, because: stored });
  refusesLocks();
}

/** Those of navigator.locks and of worker_threads.locks, which are one object. */
function refusesLocks(): void {
  const { locks } = workerThreads as { locks?: object };
  if (locks === undefined) return;
  const because = 'has one table of locks for all simulated processes and executions';
  for (const name of ['request', 'query']) {
    refuse(Object.getPrototypeOf(locks) as object, name, { what: `navigator.locks.${name}`, because });
  }
}

/** Modules that warn as they are loaded, or that hardly any code uses. */
function refusesInLateModules(): void {
  const files = 'opens files of this machine, and asks its clock';
  onceLoaded('sqlite', (sqlite) => {
    const refusal = { what: 'sqlite.DatabaseSync', because: files };
    const { DatabaseSync } = sqlite as { DatabaseSync: { prototype: object } };
    // An import by name has the real class: Node brings what is replaced to those of modules alone that need no `node:`.
    for (const name of ['exec', 'prepare']) watch(DatabaseSync.prototype, name, refusal.what);
    refuseClass(sqlite, 'DatabaseSync', refusal);
  });
  onceLoaded('wasi', (wasi) => refuseClass(wasi, 'WASI', { what: 'wasi.WASI', because: files }));
  const watched = 'is for who looks at the real process from outside';
  onceLoaded('inspector', (inspector) => {
    for (const name of ['open', 'waitForDebugger'])
      refuse(inspector, name, { what: `inspector.${name}`, because: watched });
    const { Session } = inspector as { Session?: { prototype: object } };
    if (Session === undefined) return;
    refuse(Session.prototype, 'connect', { what: 'inspector.Session', because: watched });
  });
  onceLoaded('trace_events', (events) => {
    refuse(events, 'createTracing', { what: 'trace_events.createTracing', because: watched });
  });
}

/** A script that is ended by its time limit, which runs on the real clock. One that ends in time has not seen it. */
function namesTimeLimits(): void {
  for (const name of ['runInContext', 'runInThisContext']) {
    patch<Call>(vm.Script.prototype, name, (original) => {
      return function limited(this: unknown, ...args) {
        try {
          return Reflect.apply(original, this, args);
        } catch (error) {
          if (isTimeout(error)) reportRealCall('a time limit of node:vm');
          throw error;
        }
      };
    });
  }
}

function isTimeout(error: unknown): boolean {
  return currentActor() !== undefined && Reflect.get(Object(error), 'code') === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
