import type { ProcessWatch } from '../../engine/process-watch.ts';
import { leaveDomains } from '../dispatch/domain.ts';
import { forgetExitCodes, keepExitCode, showExitCode } from './exit-code.ts';
import { exceptionSurfaced } from './last-resort.ts';
import { endAtRest, forgetEnds, lookForEnds } from './natural-end.ts';
import { forgetGlobals, showGlobals } from './own-globals.ts';

/** What Node does for its process beside running code: it has an exit code, hears of what nobody caught, and ends. */
const PROCESS_LIFE: ProcessWatch = {
  stepBegins(process) {
    showExitCode(process);
    showGlobals(process);
  },
  stepEnds(process) {
    keepExitCode(process);
    lookForEnds();
  },
  nothingRuns: endAtRest,
  handles: exceptionSurfaced,
};

/** For the next execution of this thread, which knows nothing of the processes of the one before. */
export function processLife(): ProcessWatch {
  forgetExitCodes();
  forgetEnds();
  forgetGlobals();
  leaveDomains();
  return PROCESS_LIFE;
}
