import { Worker } from 'node:worker_threads';
import { RacelineError } from '../errors.ts';
import {
  CELL_BEATS,
  CELL_LOADED,
  CELL_ORDINAL,
  CELL_STOP,
  CELLS,
  type Replies,
  type Request,
  type Response,
} from './worker-protocol.ts';

/** Choices that fit the shared memory: the largest `stepsMax` that the command accepts. */
export const CHOICES_MAX = 1_000_000;
/** Real ms that loading a scenario module may take on a busy machine. */
const LOADING_MS_MAX = 60_000;
/** Real ms between two looks at a busy worker's marks. */
const LOOK_MS = 200;

/** Thrown by `ask` when no mark moved for the hang time: some step never returned. Carries the marks. */
export class NeverYielded extends Error {
  readonly ordinal: number;
  readonly choices: readonly number[];

  constructor(ordinal: number, choices: readonly number[]) {
    super('a step never returned');
    this.ordinal = ordinal;
    this.choices = choices;
  }
}

/**
 * A worker thread with its watchdog. Code under test may spin for ever in one synchronous loop or one microtask chain,
 * which nothing inside its thread can stop; the watchdog sees that the shared marks stand still and ends the thread.
 */
export class SupervisedWorker {
  private readonly worker: Worker;
  private readonly cells: Int32Array;
  private readonly hangMs: number;

  constructor(scenario: string, hangMs: number) {
    const shared = new SharedArrayBuffer((CELLS + CHOICES_MAX + 1) * Int32Array.BYTES_PER_ELEMENT);
    this.cells = new Int32Array(shared);
    this.hangMs = hangMs;
    this.worker = new Worker(new URL('bin/worker.js', packageRoot()), { workerData: { scenario, shared } });
  }

  /** Asks the worker to end its job between two executions. */
  requestStop(): void {
    Atomics.store(this.cells, CELL_STOP, 1);
  }

  clearStop(): void {
    Atomics.store(this.cells, CELL_STOP, 0);
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  /** Asks one thing. Rejects with NeverYielded (the thread is then gone) or with the worker's error. */
  ask<K extends Request['kind']>(request: Request & { kind: K }): Promise<Replies[K]> {
    return new Promise((resolve, reject) => {
      const watch = this.watch((never) => {
        finish();
        void this.worker.terminate();
        reject(never);
      });
      const onMessage = (response: Response): void => {
        finish();
        if (response.kind === 'done') resolve(response.value as Replies[K]);
        else reject(remoteError(response));
      };
      const onError = (error: unknown): void => {
        finish();
        reject(error);
      };
      const onExit = (code: number): void => onError(exitError(code));
      const finish = (): void => {
        clearInterval(watch);
        this.worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      };
      this.worker.on('message', onMessage).on('error', onError).on('exit', onExit);
      this.worker.postMessage(request);
    });
  }

  private watch(stuck: (never: NeverYielded) => void): NodeJS.Timeout {
    let marks = this.marks();
    let movedAt = performance.now();
    return setInterval(() => {
      const seen = this.marks();
      if (seen !== marks) {
        marks = seen;
        movedAt = performance.now();
      } else if (performance.now() - movedAt > this.patienceMs()) {
        const choices = Array.from(this.cells.subarray(CELLS, CELLS + this.choiceCount()));
        stuck(new NeverYielded(this.cells[CELL_ORDINAL] ?? 0, choices));
      }
    }, LOOK_MS);
  }

  private patienceMs(): number {
    return Atomics.load(this.cells, CELL_LOADED) === 1 ? this.hangMs : Math.max(this.hangMs, LOADING_MS_MAX);
  }

  /** Changes whenever an execution begins or a step is chosen. */
  private marks(): string {
    return `${Atomics.load(this.cells, CELL_LOADED)}:${Atomics.load(this.cells, CELL_BEATS)}:${this.choiceCount()}`;
  }

  private choiceCount(): number {
    const end = this.cells.indexOf(-1, CELLS);
    return end < 0 ? 0 : end - CELLS;
  }
}

function remoteError(response: Response & { kind: 'failed' }): Error {
  const error = new RemoteError(response.message);
  error.code = response.code;
  error.stack = response.stack;
  return error;
}

/** An error that a worker reported. With a code it is a usage or harness error in the worker's own words. */
export class RemoteError extends Error {
  code: string | null = null;
}

function exitError(code: number): RacelineError {
  return new RacelineError('ERR_INVARIANT', {
    what: `a worker thread ended with code ${code}`,
    why: 'code under test, or the scenario, ended its process',
    next: 'Run again with --debug; process.exit in module scope is the usual cause.',
  });
}

/** The package's folder: two above this file in a checkout, three in the package, where it lies below `dist`. */
function packageRoot(): URL {
  return new URL(import.meta.url.includes('/dist/harness/cli/') ? '../../../' : '../../', import.meta.url);
}
