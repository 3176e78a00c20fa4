import { DEBOUNCE_MS, MAX_WAIT_MS } from '../../src/session-flood/implementations.ts';

/** W of the scenario's specification. */
export const BOUND_MS: number = DEBOUNCE_MS + MAX_WAIT_MS;
/** Fifty file steps at their slowest: delays of the disk alone must not break a bound. */
export const DISK_SLACK_MS = 500;

export function ms(value: number): string {
  return `${Math.round(value).toLocaleString('en-US')} ms`;
}
