import { RacelineError } from '../../engine/errors.ts';
import { reportLeak } from '../../engine/leak-detector.ts';

/** What code may call in place of a call that is refused. */
const INSTEAD = 'use plain reads and writes (fs/promises, FileHandle, fs callbacks, *Sync) or file streams';

/**
 * For what the simulated disk does not know: it must never become a call on the real one. The code under test may catch
 * the error or die of it, and neither would happen without the harness: a leak, so that no verdict rests on this execution.
 */
export function unsupported(what: string): RacelineError {
  reportLeak(what, `which the simulated disk does not have; ${INSTEAD}`);
  return new RacelineError('ERR_UNSUPPORTED_CALL', {
    what: `code under test called ${what}`,
    why: 'the simulated disk has no such call, and the real one must not be touched',
    next: `In code under test ${INSTEAD}.`,
  });
}
