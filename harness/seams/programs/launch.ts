import fs from 'node:fs';
import { resolve } from 'node:path';
import { Account } from '../../engine/account.ts';
import { describeError } from '../../engine/errors.ts';
import type { Actor } from '../../engine/operation.ts';
import type { SimProcess } from '../../engine/process.ts';
import type { Launcher, Program } from '../../world/programs.ts';
import { endProcess, worldFor } from '../../world/world.ts';
import { ProcessExit } from '../dispatch/process-exit.ts';
import { setVariables } from '../process/environment.ts';
import { listen } from '../process/listening.ts';
import { NODE } from '../process/machine.ts';
import { watchForEnd } from '../process/natural-end.ts';
import { type StandardStreams, setStreams } from '../process/standard-streams.ts';
import { type Command, commandOf, reportUndeclared, variablesOf } from './command.ts';

/** How a program is begun. */
export interface Launch {
  readonly command: Command;
  /** As the scenario declares it. */
  readonly program: Program;
  /** Absolute, and there. */
  readonly cwd: string;
  /** All that it has: nothing of the scenario's is added. */
  readonly env: NodeJS.ProcessEnv;
}

/** What is to be begun, as Node says it. */
export interface Request {
  readonly file: string;
  readonly args?: readonly string[];
  readonly cwd?: string | null;
  readonly envPairs?: readonly string[];
}

/** What the scenario declares of it; null: there is no such program, or no such folder. One that is not declared is named. */
export function launchOf(request: Request, parent: Actor): { launch: Launch; launcher: Launcher } | null {
  const { file, args = [file], cwd, envPairs = [] } = request;
  const { programs } = worldFor(parent.execution);
  const command = commandOf(programs, file, args);
  const found = programs.find(command.name);
  if (found === undefined) reportUndeclared(command.name);
  const { program = null, launcher } = found ?? {};
  const folder = resolve(parent.process.account.cwd, cwd ?? '');
  // Node begins no process in a folder that is not there, and blames the program.
  const isThere = (cwd ?? null) === null || fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  if (program === null || launcher === undefined || !isThere) return null;
  return { launch: { command, program, cwd: folder, env: variablesOf(envPairs) }, launcher };
}

/** The process of a program, of whom its parent began it as: nothing of it has run yet. */
export function processOf({ command, cwd, env }: Launch, launcher: Launcher, parent: Actor): SimProcess {
  const { uid, gid, umask, platform } = parent.process.account;
  const process = launcher.process(command.name, new Account({ cwd, uid, gid, umask, platform }));
  setVariables(process, env);
  return process;
}

/**
 * Makes this actor's process that of the program, and runs it. The process ends once nothing of it is left to run, or of what nobody
 * catches, which `tell` says where others look for it.
 */
export async function runProgram(
  { command, program }: Pick<Launch, 'command' | 'program'>,
  actor: Actor,
  streams: StandardStreams,
  tell: (error: unknown) => void = (error) => void streams.stderr.write(`${describeError(error)}\n`),
): Promise<void> {
  enter(actor, command, streams);
  const listening = listen(actor);
  listening.endsAlone = true;
  listening.whenUncaught = (error) => crash(actor, error, tell);
  watchForEnd(listening);
  try {
    const code = await program({ args: command.args, ...streams, process: actor.process });
    if (typeof code === 'number') process.exitCode = code;
  } catch (error) {
    if (!(error instanceof ProcessExit)) crash(actor, error, tell);
  }
}

/** What code of the program finds of its own process. */
export function enter(actor: Actor, { name, args }: Command, streams: StandardStreams): void {
  setStreams(actor.process, streams);
  process.argv = [NODE, name, ...args];
}

/** What nobody catches ends a process, and is said where errors are. */
function crash({ process, execution }: Actor, error: unknown, tell: (error: unknown) => void): void {
  if (!process.alive) return;
  tell(error);
  execution.line('note', `${process.name} (pid ${process.pid}) threw ${describeError(error)}: exit code 1`);
  endProcess(execution, process, { code: 1 });
}
