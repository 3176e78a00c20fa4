import { RacelineError } from './errors.ts';

const FAKED = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'Date'] as const;

/** Fake functions have their clock with them: @sinonjs/fake-timers, which runners have in common, leaves it there. */
function areTimersFake(): boolean {
  return FAKED.some((name) => 'clock' in globalThis[name]) || 'clock' in process.nextTick;
}

/** What was fake when the engine was loaded it would go on using. */
const wereFake = areTimersFake();

/**
 * Throws ERR_USAGE while the timers of this thread are a test runner's fakes: those that code under test sets would wait for the
 * runner, and nothing of them would ever be delivered.
 */
export function requireRealTimers(): void {
  if (!wereFake && !areTimersFake()) return;
  throw new RacelineError('ERR_USAGE', {
    what: wereFake ? 'the timers were fake when raceline was loaded' : 'the timers of this thread are fake',
    why: 'a test runner controls them (useFakeTimers), and then nothing else can',
    next: `${wereFake ? "Import 'raceline/register' first" : 'Call useRealTimers() first'}, or give the scenario as a file.`,
  });
}
