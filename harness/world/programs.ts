import type { Readable, Writable } from 'node:stream';
import type { Account } from '../engine/account.ts';
import type { Actor } from '../engine/operation.ts';
import type { SimProcess } from '../engine/process.ts';

/** How a process ended: by itself with a code from 0 to 255, or by a signal, `SIGTERM`. */
export type Ending = { readonly code: number } | { readonly signal: string };

/** What code that begins programs is told by whom it may, and what they find when they run. */
export interface ProgramRun {
  /** What follows the program's name. */
  readonly args: readonly string[];
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** The process that it runs in: `process.load('./worker.js')` runs a file that others fork. */
  readonly process: SimProcess;
}

/** A program: its exit code, at once or once its promise is there; nothing is 0. */
export type Program = (run: ProgramRun) => unknown;

/** How a process of a program is made and begun: by the scenario's env, which gives out pids and names. */
export interface Launcher {
  /** A process of its own, or with `threadOf` a thread of that one. */
  process(name: string, account: Account, threadOf?: SimProcess): SimProcess;
  actor(name: string, process: SimProcess, body: (actor: Actor) => unknown): Actor;
}

/** The programs that are installed on the simulated machine, and who is told when one of their processes ends. */
export class Programs {
  private readonly installed: Map<string, { readonly program: Program | null; readonly launcher: Launcher }> =
    new Map();
  private readonly waiting: Map<SimProcess, (how: Ending) => void> = new Map();

  /** `program` null: there is none of this name, and that is as it should be. */
  install(name: string, program: Program | null, launcher: Launcher): void {
    this.installed.set(name, { program, launcher });
  }

  /** Whether something is known of this name, be it that there is none. */
  has(name: string): boolean {
    return this.installed.has(name);
  }

  /** Undefined: nothing is declared of it. */
  find(name: string): { readonly program: Program | null; readonly launcher: Launcher } | undefined {
    return this.installed.get(name);
  }

  /** `told` is called once, in the step in which the process ends. */
  whenEnded(process: SimProcess, told: (how: Ending) => void): void {
    this.waiting.set(process, told);
  }

  /** Called for each process that ends, in whatever way. */
  processEnded(process: SimProcess, how: Ending): void {
    const told = this.waiting.get(process);
    this.waiting.delete(process);
    told?.(how);
  }
}
