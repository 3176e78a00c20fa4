import fc from 'fast-check';
import type { Access, Program, Thread } from '../../harness/testing/programs/program.ts';

/**
 * Executions to the first bug of a program under fc.scheduler, every access of a thread one scheduled task; null if
 * `executionsMax` did not show it.
 */
export async function findWithFastCheck(
  program: Omit<Program, 'figures'>,
  options: { seed: number; executionsMax: number },
): Promise<number | null> {
  const property = fc.asyncProperty(fc.scheduler(), async (scheduler) => !(await isBuggy(program, scheduler)));
  const { seed, executionsMax: numRuns } = options;
  const { failed, numRuns: made } = await fc.check(property, { seed, numRuns, endOnFailure: true });
  return failed ? made : null;
}

async function isBuggy(program: Omit<Program, 'figures'>, scheduler: fc.Scheduler): Promise<boolean> {
  const threads = new ScheduledThreads(scheduler);
  const bodies = Object.values(program.threads(() => threads.fail(), isNotThere, isNotThere));
  for (const body of bodies) void threads.run(body);
  await scheduler.waitIdle();
  // A deadlock: nothing is scheduled and some thread has not finished.
  return threads.hasFailed || threads.finished < bodies.length;
}

/** None of the programs that are compared spawns or kills threads. */
function isNotThere(): never {
  throw new Error('a program that is compared spawns or kills a thread');
}

class ScheduledThreads {
  hasFailed = false;
  finished = 0;
  private readonly scheduler: fc.Scheduler;
  /** Threads that wait until some other one makes a step. */
  private waiting: (() => void)[] = [];

  constructor(scheduler: fc.Scheduler) {
    this.scheduler = scheduler;
  }

  fail(): void {
    this.hasFailed = true;
  }

  async run(body: Thread): Promise<void> {
    const accesses = body();
    let next = accesses.next();
    while (next.done !== true && !this.hasFailed) {
      await this.reach(next.value);
      if (this.hasFailed) break;
      next = accesses.next();
      this.wake();
    }
    this.finished++;
  }

  /**
   * The turn comes with the access enabled. fast-check cannot disable a task that is scheduled, so one that finds its lock
   * taken waits outside of the scheduler, as code that awaits a lock does, and is scheduled again.
   */
  private async reach(access: Access): Promise<void> {
    do {
      while (!isEnabled(access)) await new Promise<void>((resolve) => this.waiting.push(resolve));
      await this.scheduler.schedule(Promise.resolve());
    } while (!isEnabled(access) && !this.hasFailed);
  }

  private wake(): void {
    const woken = this.waiting;
    this.waiting = [];
    for (const resolve of woken) resolve();
  }
}

function isEnabled(access: Access): boolean {
  return access.isEnabled === undefined || access.isEnabled();
}
