import { basename } from 'node:path';
import { reportLeak } from '../../engine/leak-detector.ts';
import type { Programs } from '../../world/programs.ts';

/** By this name programs that are not declared are refused, and a scenario allows real ones. */
export const PROCESS = 'PROCESSWRAP';

/** What a call asks for, however it does: by path, by name, through `node` or a shell. */
export interface Command {
  /** Under which it is declared, or would have to be. */
  readonly name: string;
  readonly args: readonly string[];
}

/** What only a shell can make sense of. */
const OF_A_SHELL = /[|&;<>()$`\\*?[\]#~={}!\n]/;
/** A word of a line, in quotes or not: what stands between quotes of either kind is one. */
const WORD = /"([^"]*)"|'([^']*)'|(\S+)/g;

/**
 * The program that `file` with `argv` runs: the first that is declared of `file` itself, the last part of its path, the script that `node`
 * is given, and the program of a command line that a shell is given if it is words alone.
 */
export function commandOf(programs: Programs, file: string, argv: readonly string[]): Command {
  const args = argv.slice(1);
  const asked = { name: basename(file), args };
  for (const name of [file, asked.name]) if (programs.has(name)) return { name, args };
  if (asked.name === 'node') return scriptOf(programs, args) ?? asked;
  if (asked.name === 'sh' && args[0] === '-c' && args[1] !== undefined) return lineOf(programs, args[1]) ?? asked;
  return asked;
}

/** Of `node --flag script.js x`, what follows the script is its own. */
function scriptOf(programs: Programs, args: readonly string[]): Command | undefined {
  const at = args.findIndex((arg) => !arg.startsWith('-'));
  const script = args[at];
  if (script === undefined) return undefined;
  return { name: programs.has(script) ? script : basename(script), args: args.slice(at + 1) };
}

/** Undefined: the line needs a shell, which is declared as `sh`, or not at all. */
function lineOf(programs: Programs, line: string): Command | undefined {
  if (OF_A_SHELL.test(line)) return undefined;
  const [file, ...args] = [...line.matchAll(WORD)].map(([, double, single, bare]) => double ?? single ?? bare ?? '');
  return file === undefined ? undefined : commandOf(programs, file, [file, ...args]);
}

/** The variables of `NAME=value`, as a process is given them. */
export function variablesOf(pairs: readonly string[] = []): NodeJS.ProcessEnv {
  return Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const),
  );
}

/** Says that a program is not declared; whoever asks for it is told that there is none. */
export function reportUndeclared(name: string): void {
  reportLeak(PROCESS, `which begins ${name}: declare env.program('${name}', ...), or null where there is none`);
}
