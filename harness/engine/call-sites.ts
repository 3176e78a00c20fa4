/** Calls in progress, the innermost first, without the text that a stack is usually made into: those outside of `callee`, `max` at most. */
export function callSites(callee: (...args: never[]) => unknown, max: number): readonly NodeJS.CallSite[] {
  const { stackTraceLimit, prepareStackTrace } = Error;
  const holder: { stack?: readonly NodeJS.CallSite[] } = {};
  try {
    Error.stackTraceLimit = max;
    Error.prepareStackTrace = (_error, sites): readonly NodeJS.CallSite[] => sites;
    Error.captureStackTrace(holder, callee);
    return holder.stack ?? [];
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    Error.prepareStackTrace = prepareStackTrace;
  }
}
