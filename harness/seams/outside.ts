import childProcess, { ChildProcess } from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';
import workerThreads, { type Worker } from 'node:worker_threads';
import { callerOfSeam } from '../engine/caller.ts';
import { currentActor, isArmed } from '../engine/current-actor.ts';
import { RacelineError } from '../engine/errors.ts';
import { isAllowed, isSettingUp, reportLeak } from '../engine/leak-detector.ts';
import { patch } from '../engine/patch.ts';
import { replaceMethod } from './dispatch/dispatch.ts';
import { ListeningHandle } from './net/listening-handle.ts';

/** What the code of actors has begun outside the simulation and would go on by itself: how each is ended. */
const begun = new Set<() => void>();

/**
 * Watches the ways out of the simulation: requests, connections, processes, threads. In a scenario's setup, where no actor could
 * be asked to wait for what comes of it, none is taken: ERR_BAD_SCENARIO_MODULE. By an actor each is a leak, which the
 * detector reports; here it is kept in mind, so that it does not outlive the exploration.
 */
export function installOutsideWatch(): void {
  guard(globalThis, 'fetch', ([input]) => `fetch(${addressOf(input)})`);
  guard(dns, 'lookup', ([host]) => `dns.lookup(${String(host)})`);
  guard(dns.promises, 'lookup', ([host]) => `dns.promises.lookup(${String(host)})`);
  guard(net.Socket.prototype, 'connect', ([to]) => `a connection to ${endpointOf(to)}`);
  guard(net.Server.prototype, 'listen', ([at]) => `a server on ${endpointOf(at)}`, closeServer);
  guard(dgram.Socket.prototype, 'bind', ([at]) => `a UDP socket on ${endpointOf(at)}`);
  guard(ChildProcess.prototype, 'spawn', ([what]) => `a process, ${fileOf(what)}`);
  for (const name of ['spawnSync', 'execSync', 'execFileSync'] as const) {
    guard(childProcess, name, ([command]) => `a process, ${String(command)}`);
  }
  patch<typeof Worker>(workerThreads, 'Worker', (original) => new Proxy(original, { construct: beginWorker }));
}

/** Ends what actors have begun and the scenario does not allow. At the end of a slice: nobody waits for it any more. */
export function endOutside(): void {
  for (const end of begun) {
    try {
      end();
    } catch {
      // It has ended already, or never began.
    }
  }
  begun.clear();
}

function guard(
  target: object,
  name: string,
  describe: (args: readonly unknown[]) => string,
  keep: (begun: unknown) => void = () => {},
): void {
  replaceMethod(target, name, (self, args, original) => {
    if (isSettingUp() && isArmed()) refuse(describe(args));
    const result = Reflect.apply(original, self, args);
    if (currentActor() !== undefined) keep(self);
    return result;
  });
}

/** Not left to the error alone, which code may catch: what follows would rest on it. */
function refuse(what: string): never {
  const place = callerOfSeam();
  const advice = 'which setup may not begin: no actor does, so it would be a real one';
  reportLeak(what, advice);
  throw new RacelineError('ERR_BAD_SCENARIO_MODULE', {
    what: `setup began ${what}${place === '' ? '' : ` (${place})`}`,
    why: 'no actor did, so it would have left the simulation and been a real one',
    next: 'Begin it in an actor.',
  });
}

function closeServer(server: unknown): void {
  const handle: unknown = Reflect.get(server as net.Server, '_handle');
  if (handle === null || handle instanceof ListeningHandle) return;
  if (!isAllowed('TCPSERVERWRAP')) begun.add(() => (server as net.Server).close());
}

function beginWorker(
  original: typeof Worker,
  args: ConstructorParameters<typeof Worker>,
  target: typeof Worker,
): Worker {
  if (isSettingUp() && isArmed()) refuse(`a worker thread, ${String(args[0]).slice(0, NAME_MAX)}`);
  return Reflect.construct(original, args, target);
}

/** Characters of a text that is no name. */
const NAME_MAX = 80;

function addressOf(input: unknown): string {
  const url = typeof input === 'object' && input !== null && 'url' in input ? input.url : input;
  return String(url).slice(0, NAME_MAX);
}

/** Of `connect` and `listen`, which take a port, a path, or either in an object. */
function endpointOf(given: unknown): string {
  const [first] = Array.isArray(given) ? given : [given];
  if (typeof first !== 'object' || first === null) return String(first);
  const { host = 'localhost', port, path } = first as { host?: unknown; port?: unknown; path?: unknown };
  return path === undefined ? `${String(host)}:${String(port)}` : String(path);
}

function fileOf(options: unknown): string {
  return typeof options === 'object' && options !== null && 'file' in options ? String(options.file) : 'unnamed';
}
