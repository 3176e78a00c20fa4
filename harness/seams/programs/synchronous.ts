import { constants } from 'node:os';
import { Readable } from 'node:stream';
import { currentActor, runAs, runAsHarness } from '../../engine/current-actor.ts';
import { describeError } from '../../engine/errors.ts';
import { isAllowed, reportLeak } from '../../engine/leak-detector.ts';
import type { Actor } from '../../engine/operation.ts';
import type { Ending } from '../../world/programs.ts';
import { endProcess, worldFor } from '../../world/world.ts';
import { replaceMethod } from '../dispatch/dispatch.ts';
import { ProcessExit } from '../dispatch/process-exit.ts';
import { noteLines } from '../process/console.ts';
import { streamsOf, writing } from '../process/standard-streams.ts';
import { PROCESS } from './command.ts';
import { enter, type Launch, launchOf, processOf, type Request } from './launch.ts';

/** What Node asks its binding for, of `spawnSync`, `execSync` and `execFileSync` alike. */
interface SynchronousRequest extends Request {
  readonly stdio: readonly { readonly type: string; readonly input?: Uint8Array }[];
}

/** As the binding answers. `error`: libuv's number. */
interface Result {
  readonly pid: number;
  readonly status: number | null;
  readonly signal: string | null;
  readonly output: (Buffer | null)[] | null;
  readonly error?: number;
}

/**
 * A program that is run to its end within the call: of all that is declared only what needs no turn of the event loop can. Whatever waits
 * is refused, and named.
 */
export function installSynchronousPrograms(): void {
  const { binding } = process as unknown as { binding(name: string): object };
  const spawnSync = runAsHarness(() => binding.call(process, 'spawn_sync'));
  replaceMethod(spawnSync, 'spawn', (self, args, original) => {
    const actor = currentActor();
    if (actor === undefined || isAllowed(PROCESS)) return Reflect.apply(original, self, args);
    return run(actor, args[0] as SynchronousRequest);
  });
}

/** There is no such program. */
const none = (): Result => ({ pid: 0, status: null, signal: null, output: null, error: -constants.errno.ENOENT });

/** What the binding would have answered, after the process had ended. */
function run(parent: Actor, { stdio, ...request }: SynchronousRequest): Result {
  const found = launchOf(request, parent);
  if (found === null) return none();
  const { launch, launcher } = found;
  const process = processOf(launch, launcher, parent);
  const actor = launcher.actor(process.name, process, () => {});
  const collected = [[], [], []] as [Buffer[], Buffer[], Buffer[]];
  const stdin = Readable.from(stdio[0]?.input === undefined ? [] : [Buffer.from(stdio[0].input)]);
  const output = (number: 1 | 2): ReturnType<typeof writing> => {
    if (stdio[number]?.type === 'pipe') return writing((bytes) => void collected[number].push(bytes));
    const name = number === 1 ? 'stdout' : 'stderr';
    return streamsOf(parent.process)?.[name] ?? writing((bytes) => noteLines(bytes.toString('utf8')));
  };
  const how = ended(launch, actor, { stdin, stdout: output(1), stderr: output(2) });
  const taken = (number: 1 | 2): Buffer | null =>
    stdio[number]?.type === 'pipe' ? Buffer.concat(collected[number]) : null;
  return {
    pid: process.pid,
    status: 'code' in how ? how.code : null,
    signal: 'signal' in how ? how.signal : null,
    output: [null, taken(1), taken(2)],
  };
}

/** Runs the program's code within the step of whoever called, as another process: what it does to files it does at once. */
function ended(launch: Launch, actor: Actor, streams: Parameters<typeof enter>[2]): Ending {
  const { process: own, execution } = actor;
  let how: Ending = { code: 0 };
  worldFor(execution).programs.whenEnded(own, (told) => {
    how = told;
  });
  runAs(actor, () => {
    try {
      enter(actor, launch.command, streams);
      const code = launch.program({ args: launch.command.args, ...streams, process: own });
      if (typeof code === 'object' && code !== null) {
        const { name } = launch.command;
        reportLeak(PROCESS, `of ${name}, which waits: a call that blocks until then cannot be simulated`);
      }
      if (own.alive) endProcess(execution, own, { code: typeof code === 'number' ? code : 0 });
    } catch (error) {
      if (error instanceof ProcessExit || !own.alive) return;
      streams.stderr.write(`${describeError(error)}\n`);
      endProcess(execution, own, { code: 1 });
    }
  });
  return how;
}
