import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { RacelineError } from '../../engine/errors.ts';
import {
  type Checkpoint,
  type CheckpointHeader,
  type CheckpointLine,
  formatLine,
  parseCheckpoint,
} from '../../explore/checkpoint.ts';
import type { JobFindings } from '../../explore/job-findings.ts';
import type { Interruption } from '../../explore/judge-findings.ts';
import { writeWhole } from '../terminal/output-files.ts';

/** Real ms between two writes, at least. */
const EVERY_MS = 1_000;

/**
 * A checkpoint that is being written. It begins as a whole file put in place by a rename; from then on lines are only
 * added, so that at any moment all that was written is there but, after a kill, part of the last line. (A file written
 * anew each second would cost more with each job; an hour makes a million of them.)
 */
export class CheckpointFile {
  private readonly path: string;
  private readonly descriptor: number;
  private pending: string[] = [];
  private timer: NodeJS.Timeout | undefined;
  private readonly onFailure: (error: RacelineError) => void;
  private isBroken = false;
  private isClosed = false;

  /**
   * Throws ERR_BAD_CHECKPOINT if it cannot be begun. `onFailure` is told when it cannot be gone on with: exploring may, and
   * what is in the file stays good to resume from.
   */
  constructor(
    path: string,
    header: CheckpointHeader,
    known: Checkpoint['known'],
    onFailure: (error: RacelineError) => void,
  ) {
    this.path = path;
    this.onFailure = onFailure;
    try {
      writeWhole(dirname(path), basename(path), [header, ...linesOf(known)].map(formatLine).join(''));
      this.descriptor = openSync(path, 'a');
    } catch (error) {
      throw unwritable(path, error);
    }
  }

  add(implementation: string, jobs: readonly JobFindings[]): void {
    for (const job of jobs) this.pending.push(formatLine({ implementation, job }));
    this.timer ??= setTimeout(() => this.write(), EVERY_MS);
  }

  /** An implementation has no more jobs to come; not called after Ctrl-C, which leaves some. */
  end(implementation: string, ended: Interruption | null): void {
    this.pending.push(formatLine({ implementation, ended }));
    this.write();
  }

  /** May be called again. */
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.write();
    closeSync(this.descriptor);
  }

  private write(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const bytes = Buffer.from(this.pending.join(''));
    this.pending = [];
    if (this.isBroken) return;
    try {
      for (let from = 0; from < bytes.length; ) from += writeSync(this.descriptor, bytes, from);
    } catch (error) {
      // What a line lacks nobody could read, so no more of them follow.
      this.isBroken = true;
      this.onFailure(unwritable(this.path, error));
    }
  }
}

function linesOf(known: Checkpoint['known']): CheckpointLine[] {
  return [...known].flatMap(([implementation, { jobs }]) => [...jobs.values()].map((job) => ({ implementation, job })));
}

/** Throws ERR_BAD_CHECKPOINT or ERR_CHECKPOINT_MISMATCH. */
export function readCheckpoint(path: string): Checkpoint {
  return parseCheckpoint(readBytes(path), path);
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new RacelineError('ERR_BAD_CHECKPOINT', {
      what: `${path} cannot be read`,
      why: error instanceof Error ? error.message : String(error),
      next: 'Give the file that raceline explore --checkpoint wrote.',
    });
  }
}

function unwritable(path: string, error: unknown): RacelineError {
  return new RacelineError('ERR_BAD_CHECKPOINT', {
    what: `${path} cannot be written`,
    why: error instanceof Error ? error.message : String(error),
    next: 'Pass another file to --checkpoint.',
  });
}
