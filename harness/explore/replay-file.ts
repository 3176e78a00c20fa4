import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import { RacelineError } from '../engine/errors.ts';
import type { Limits } from '../engine/limits.ts';
import type { Schedule } from '../engine/schedule.ts';
import { ENGINE_VERSION, isCompatible } from '../engine/version.ts';

/** Version of the file format. A change that old engines would misread gets a new number. */
export const REPLAY_FORMAT = 1;

/** One execution as data: what runs, in which order, and what it is expected to show. */
export interface ReplayFile {
  readonly format: 1;
  /** Version of the package that wrote it. */
  readonly engine: string;
  /** Name of a scenario of this package, or path of the module that declares it, as the user gave it. */
  readonly scenario: string;
  readonly implementation: string;
  readonly property: string;
  readonly workload: unknown;
  readonly faults: unknown;
  readonly randomSeed: number;
  readonly limits: Limits;
  readonly schedule: Schedule;
  /** Trace hash of an execution of mended code by this schedule, near which nothing broke the property. */
  readonly accepted?: string | undefined;
  /** What a replay of the same code shows again. */
  readonly expect: { readonly message: string; readonly traceHash: string; readonly timeline: readonly string[] };
}

const departure = z.strictObject({ insteadOf: z.string(), run: z.string() });

/** Whoever loads a scenario loads this: the small variant of zod, which says what is wrong only in the language that it is given. */
const replayFile: z.ZodMiniType<ReplayFile> = z.strictObject({
  format: z.literal(REPLAY_FORMAT),
  engine: z.string(),
  scenario: z.string(),
  implementation: z.string(),
  property: z.string(),
  workload: z.json(),
  faults: z.json(),
  randomSeed: z.int(),
  limits: z.strictObject({
    stepsMax: z.int().check(z.positive()),
    pendingMax: z.int().check(z.positive()),
    virtualMsMax: z.number().check(z.positive()),
  }),
  schedule: z.array(departure),
  accepted: z.optional(z.string()),
  expect: z.strictObject({ message: z.string(), traceHash: z.string(), timeline: z.array(z.string()) }),
});

/** Parses a replay file's text; `name` is for messages. Throws ERR_BAD_REPLAY_FILE or ERR_REPLAY_FILE_VERSION. */
export function parseReplayFile(text: string, name: string): ReplayFile {
  const data = parseJson(text, name);
  checkVersion(data, name);
  const parsed = replayFile.safeParse(data, { error: en().localeError });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new RacelineError('ERR_BAD_REPLAY_FILE', {
    what: `${name} is not a replay file`,
    why: `${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'invalid'}`,
    next: 'Record it again with raceline explore --out DIR.',
  });
}

/** The file's text: stable key order, one departure and one timeline line a line, so that diffs read well. */
export function formatReplayFile(file: ReplayFile): string {
  return `${JSON.stringify(file, null, 2)}\n`;
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RacelineError('ERR_BAD_REPLAY_FILE', {
      what: `${name} is not a replay file`,
      why: `it is not valid JSON (${error instanceof Error ? error.message : 'unreadable'}); was it cut short?`,
      next: 'Record it again with raceline explore --out DIR.',
    });
  }
}

function checkVersion(data: unknown, name: string): void {
  if (typeof data !== 'object' || data === null) return;
  const format = 'format' in data ? data.format : undefined;
  const engine = 'engine' in data ? data.engine : undefined;
  const isOtherFormat = typeof format === 'number' && format !== REPLAY_FORMAT;
  const isOtherEngine = typeof engine === 'string' && !isCompatible(engine);
  if (!isOtherFormat && !isOtherEngine) return;
  throw new RacelineError('ERR_REPLAY_FILE_VERSION', {
    what: `${name} was written by another version`,
    why: `it has format ${format} of engine ${engine}, and this is format ${REPLAY_FORMAT} of engine ${ENGINE_VERSION}`,
    next: 'Replay it with that version of raceline, or record it again with this one.',
  });
}
