import type { ProcessWatch } from '../../engine/process-watch.ts';
import { leaveDomains } from '../dispatch/domain.ts';
import { forgetExitCodes, keepExitCode, showExitCode } from './exit-code.ts';
import { exceptionSurfaced } from './last-resort.ts';
import { endAtRest, forgetEnds, lookForEnds } from './natural-end.ts';

/** What Node does for its process beside running code: it has an exit code, hears of what nobody caught, and ends. */
const PROCESS_LIFE: ProcessWatch = {
  stepBegins: showExitCode,
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
  leaveDomains();
  return PROCESS_LIFE;
}
