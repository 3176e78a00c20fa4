import childProcess from 'node:child_process';
import cluster from 'node:cluster';
import inspector from 'node:inspector';
import traceEvents from 'node:trace_events';
import v8 from 'node:v8';
import vm from 'node:vm';
import workerThreads, { Worker } from 'node:worker_threads';
import { named, newer, newerClass, refused, type Source, turns, values } from './source.ts';

// Other processes and threads, and what looks into this one.

export const PROCESSES: readonly Source[] = [
  // Of programs that no scenario declares.
  ...refused(
    {
      'child_process.spawn': () => childProcess.spawn('true').on('error', () => {}),
      'child_process.exec': () => childProcess.exec('true', () => {}),
      'child_process.execFile': () => childProcess.execFile('true', () => {}),
      'child_process.fork': () => childProcess.fork('/nowhere.js', { stdio: 'ignore' }).on('error', () => {}),
      'cluster.fork': () => void cluster.fork().on('error', () => {}),
      'child_process.spawnSync': () => childProcess.spawnSync('true'),
      'child_process.execSync': () => childProcess.execSync('true'),
      'child_process.execFileSync': () => childProcess.execFileSync('true'),
    },
    { as: 'PROCESSWRAP' },
  ),
  ...refused({ 'new Worker': () => void new Worker('0', { eval: true }).unref() }, { as: 'WORKER' }),
  ...named(undefined, {
    'Atomics.wait': () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1),
    'Atomics.waitAsync': () => newer(Atomics, 'waitAsync')(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1),
    WeakRef: () => typeof new WeakRef({}).deref(),
  }),
  ...turns({ FinalizationRegistry: () => new FinalizationRegistry(() => {}).register({}, 1) }),
  ...values({
    'process.pid': () => process.pid,
    'process.memoryUsage': () => process.memoryUsage().heapUsed,
    'process.cpuUsage': () => process.cpuUsage().user,
    'process.resourceUsage': () => process.resourceUsage().userCPUTime,
    'process.loadEnvFile': () => {
      newer(process, 'loadEnvFile')('/d/.env');
      return process.env.FROM_FILE;
    },
    'process.argv': () => process.argv[0],
    'process.env': () => process.env.HOME,
    'process.on': () => process.on('SIGINT', () => {}).listenerCount('SIGINT'),
    'process.stdout.isTTY': () => String(process.stdout.isTTY),
    'worker_threads.setEnvironmentData': () => {
      const before = workerThreads.getEnvironmentData('k');
      workerThreads.setEnvironmentData('k', 1);
      return String(before);
    },
    'v8.getHeapStatistics': () => v8.getHeapStatistics().used_heap_size,
    'v8.getHeapSpaceStatistics': () => v8.getHeapSpaceStatistics()[1]?.space_used_size,
    'v8.getHeapCodeStatistics': () => v8.getHeapCodeStatistics().code_and_metadata_size,
    'Buffer.allocUnsafe': () => Buffer.allocUnsafe(64).toString('hex'),
    'Buffer.allocUnsafeSlow': () => Buffer.allocUnsafeSlow(64).toString('hex'),
  }),
  ...values(
    { 'process.threadCpuUsage': () => String(Object.values(newer(process, 'threadCpuUsage')() as object)) },
    { since: 22 },
  ),
  ...refused({
    'process.binding': () => newer(process, 'binding')('fs'),
    'process.dlopen': () => newer(process, 'dlopen')({ exports: {} }, '/nowhere.node'),
    'process.report.getReport': () => process.report.getReport(),
    'process.report.writeReport': () => process.report.writeReport('/nowhere/report.json'),
    'v8.getHeapSnapshot': () => v8.getHeapSnapshot(),
    'v8.writeHeapSnapshot': () => v8.writeHeapSnapshot('/nowhere/x.heapsnapshot'),
    'v8.takeCoverage': () => v8.takeCoverage(),
    'v8.GCProfiler': () => newer(new (newerClass(v8, 'GCProfiler'))(), 'start')(),
    'vm.measureMemory': () => newer(vm, 'measureMemory')({ execution: 'eager' }),
    'inspector.open': () => inspector.open(0, '127.0.0.1'),
    'inspector.Session': () => new inspector.Session().connect(),
    'trace_events.createTracing': () => traceEvents.createTracing({ categories: ['node.perf'] }).enable(),
  }),
  ...refused({ 'v8.startCpuProfile': () => newer(v8, 'startCpuProfile')() }, { since: 24 }),
  ...refused({ 'process.finalization': () => Reflect.get(process, 'finalization') }, { since: 22 }),
];
