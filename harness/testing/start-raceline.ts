import { type ChildProcess, spawn } from 'node:child_process';
import { BIN } from './built-package.ts';

/** How a command ended. `code` is null when a signal ended it. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * One worker, unless a test says otherwise: findings do not depend on their number, which tests of their own show, and each takes
 * as long to load as most of these explorations run.
 */
function withWorkers(args: readonly string[]): readonly string[] {
  const explores = args[0] === 'explore' || args[0] === 'compare';
  return explores && !args.includes('--workers') ? [...args, '--workers', '1'] : args;
}

/** Starts the command in a process of its own, as users do, from the package as it is published. */
export function startRaceline(
  args: readonly string[],
  folder: string,
  env: Readonly<Record<string, string>> = {},
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const child = spawn(process.execPath, [BIN, ...withWorkers(args)], {
    cwd: folder,
    env: { ...process.env, ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr += chunk));
  return { child, ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr }))) };
}
