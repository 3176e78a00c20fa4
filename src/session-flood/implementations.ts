import { CoalescingRegistry } from './coalescing-registry.ts';
import { DebouncedRegistry } from './debounced-registry.ts';
import { DebouncedSave } from './debounced-save.ts';
import { coalescing, type ReferenceTimes, writingEachChange } from './reference.ts';
import type { SessionRegistry } from './session.ts';
import type { SessionFilesOptions } from './session-files.ts';
import { WriteEveryMessage } from './write-every-message.ts';

// Each variant put together from its parts.

/** Makes the registry of one gateway process. */
export type MakeRegistry = (options: SessionFilesOptions) => SessionRegistry;

/** What the report waits before a flush. */
export const DEBOUNCE_MS = 1_000;
/** Longest time that a flush may be put off where there is such a limit. */
export const MAX_WAIT_MS = 2_000;

const TIMES: ReferenceTimes = { delayMs: DEBOUNCE_MS, retryMs: 500 };

export const writeEveryMessage: MakeRegistry = (options) => new WriteEveryMessage(options);
export const debounceClearAfter: MakeRegistry = (options) => new DebouncedRegistry(options, { waitMs: DEBOUNCE_MS });
export const debounceMaxWait: MakeRegistry = (options) =>
  new DebouncedRegistry(options, { waitMs: DEBOUNCE_MS, maxWaitMs: MAX_WAIT_MS });
export const debounceShared: MakeRegistry = (options) => new DebouncedSave(options, { waitMs: DEBOUNCE_MS });
export const coalesceMapSet: MakeRegistry = (options) => new CoalescingRegistry(options, DEBOUNCE_MS);
export const reference: MakeRegistry = (options) => coalescing(options, TIMES);
export const referenceWithoutCoalescing: MakeRegistry = (options) => writingEachChange(options, TIMES);
