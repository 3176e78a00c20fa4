import * as z from 'zod';
import { ERROR_CODES, RacelineError } from '../engine/errors.ts';
import { ENGINE_VERSION } from '../engine/version.ts';
import type { Doubt, Shard } from '../scenario/how.ts';
import type { PortableOptions } from './explore-options.ts';
import type { JobFindings, JobViolation } from './job-findings.ts';
import type { Interruption } from './judge-findings.ts';

/** Version of the file format. A change that other engines would misread gets a new number. */
export const CHECKPOINT_FORMAT = 8;

/** What a checkpoint is of: everything that its findings depend on. The first line of the file. */
export interface CheckpointHeader {
  readonly format: typeof CHECKPOINT_FORMAT;
  readonly engine: string;
  /** As the user gave it: name, or path of a module. */
  readonly reference: string;
  readonly scenario: string;
  readonly implementations: readonly string[];
  readonly options: PortableOptions;
  readonly timeIsTheGoal: boolean;
  readonly shard: Shard;
  /** A digest of each file of the code under test, by path from the scenario's module; see cli/code-digest.ts. */
  readonly code: Readonly<Record<string, string>>;
}

/**
 * Each further line. A job is the unit: one that was interrupted is made again from its beginning, which is sound since
 * jobs are deterministic. A job's own inner state, should one ever run for hours, would be a third kind of line.
 */
export type CheckpointLine =
  | { readonly implementation: string; readonly job: JobFindings }
  /** All jobs that could be made are there; or why there are no more. */
  | { readonly implementation: string; readonly ended: Interruption | null };

/** What is known of one implementation. */
export interface KnownFindings {
  readonly jobs: Map<number, JobFindings>;
  /** Undefined: it has not ended. */
  ended: Interruption | null | undefined;
}

export interface Checkpoint {
  readonly header: CheckpointHeader;
  readonly known: ReadonlyMap<string, KnownFindings>;
}

const jobViolation: z.ZodType<JobViolation> = z.strictObject({
  property: z.string(),
  first: z.int().nonnegative(),
  times: z.int().positive(),
  message: z.string(),
  execution: z.int(),
  choices: z.array(z.int()),
  randomSeed: z.number(),
  traceHash: z.string(),
});

const doubt: z.ZodType<Doubt> = z.strictObject({ code: z.enum(ERROR_CODES), says: z.string() });

const counts = z.record(z.string(), z.number());

const jobFindings: z.ZodType<JobFindings> = z.strictObject({
  index: z.int().nonnegative(),
  origin: z.string(),
  size: z.number().nullable(),
  faultClass: z.string().nullable(),
  strategy: z.string(),
  isProof: z.boolean(),
  executions: z.int().nonnegative(),
  steps: z.int().nonnegative(),
  traceHash: z.string(),
  first: z.string().nullable(),
  violations: z.array(jobViolation),
  exercised: counts,
  undecided: z.array(z.strictObject({ property: z.string(), reason: z.string(), times: z.int().positive() })),
  bounds: counts,
  isExhausted: z.boolean(),
  leaks: z.array(doubt),
  costs: z.record(z.string(), z.array(z.tuple([z.number(), z.number()]))),
  classes: counts,
  actorsMax: z.int(),
  stepsMax: z.int(),
  repeated: z.int(),
  incomplete: z.string().nullable(),
  unrepeatable: z.string().nullable(),
  isWarmed: z.boolean(),
  hasDrawn: z.boolean(),
  hasReachedOut: z.boolean(),
  real: z.array(z.string()),
  hasOwnTurns: z.boolean(),
});

const interruption: z.ZodType<Interruption> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('time'), seconds: z.number() }),
  z.strictObject({ kind: z.literal('interrupt') }),
  z.strictObject({ kind: z.enum(['bail', 'bounds', 'leak']) }),
  z.strictObject({ kind: z.enum(['stuck', 'failed']), message: z.string(), job: z.int() }),
]);

const line: z.ZodType<CheckpointLine> = z.union([
  z.strictObject({ implementation: z.string(), job: jobFindings }),
  z.strictObject({ implementation: z.string(), ended: interruption.nullable() }),
]);

const options: z.ZodType<PortableOptions> = z.looseObject({
  seed: z.int(),
  strategy: z.string(),
  schedulesMax: z.int().positive(),
});

const header: z.ZodType<CheckpointHeader> = z.strictObject({
  format: z.literal(CHECKPOINT_FORMAT),
  engine: z.string(),
  reference: z.string(),
  scenario: z.string(),
  implementations: z.array(z.string()),
  options,
  timeIsTheGoal: z.boolean(),
  shard: z.strictObject({ index: z.int().positive(), count: z.int().positive() }),
  code: z.record(z.string(), z.string()),
});

const NEWLINE = 0x0a;

/**
 * Reads a checkpoint: a line of JSON for the header, then one for each job. Lines are only ever added, so what a kill cuts
 * short is the last one, and it is left out. `name` is for messages. Throws ERR_BAD_CHECKPOINT or ERR_CHECKPOINT_MISMATCH.
 */
export function parseCheckpoint(bytes: Uint8Array, name: string): Checkpoint {
  const lines = linesOf(bytes);
  const first = lines.next();
  const begin = parseHeader(first.done === true ? '' : first.value, name);
  const known = new Map(begin.implementations.map((each) => [each, { jobs: new Map(), ended: undefined }]));
  let number = 1;
  for (const text of lines) take(parseLine(text, name, ++number), known, name);
  return { header: begin, known };
}

function take(read: CheckpointLine, known: ReadonlyMap<string, KnownFindings>, name: string): void {
  const of = known.get(read.implementation);
  if (of === undefined) throw bad(name, `its header does not name the implementation ${read.implementation}`);
  if ('job' in read) of.jobs.set(read.job.index, read.job);
  else of.ended = read.ended;
}

export function formatLine(written: CheckpointHeader | CheckpointLine): string {
  return `${JSON.stringify(written)}\n`;
}

function* linesOf(bytes: Uint8Array): Generator<string> {
  const decoder = new TextDecoder();
  let from = 0;
  for (let to = bytes.indexOf(NEWLINE); to >= 0; to = bytes.indexOf(NEWLINE, from)) {
    yield decoder.decode(bytes.subarray(from, to));
    from = to + 1;
  }
}

function parseHeader(text: string, name: string): CheckpointHeader {
  const data = parseJson(text, name, 1);
  checkVersion(data, name);
  return valid(header, data, name, 1);
}

function parseLine(text: string, name: string, number: number): CheckpointLine {
  return valid(line, parseJson(text, name, number), name, number);
}

function valid<T>(type: z.ZodType<T>, data: unknown, name: string, number: number): T {
  const parsed = type.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw bad(name, `line ${number}, ${issue?.path.join('.') || 'as a whole'}: ${issue?.message ?? 'invalid'}`);
}

function parseJson(text: string, name: string, number: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw bad(name, `line ${number} is not JSON`);
  }
}

function checkVersion(data: unknown, name: string): void {
  if (typeof data !== 'object' || data === null || !('format' in data) || !('engine' in data)) return;
  const { format, engine } = data;
  if (format === CHECKPOINT_FORMAT && engine === ENGINE_VERSION) return;
  throw new RacelineError('ERR_CHECKPOINT_MISMATCH', {
    what: `${name} was written by another version`,
    why: `it has format ${format} of engine ${engine}, and this is format ${CHECKPOINT_FORMAT} of engine ${ENGINE_VERSION}`,
    next: 'Go on with that version of raceline, or begin again with this one.',
  });
}

function bad(name: string, why: string): RacelineError {
  return new RacelineError('ERR_BAD_CHECKPOINT', {
    what: `${name} is not a checkpoint`,
    why,
    next: 'Begin again with raceline explore --checkpoint FILE.',
  });
}
