import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RacelineError } from '../engine/errors.ts';
import type { ExploreHooks } from '../explore/explore.ts';
import type { ExploreOptions, PortableOptions } from '../explore/explore-options.ts';
import type { Means } from './protocol.ts';

/** How a test explores: as `explore`, and as the command, which has options of the same names. */
export interface ExpectOptions extends Partial<ExploreOptions> {
  /** Threads for a scenario that is given as a file (default: one a processor, 4 at most). The findings do not depend on it. */
  readonly workers?: number;
  /** Of a file: real time for exploring; without `schedulesMax` it is the only bound (default: none). */
  readonly timeMs?: number;
  /** Of a file: real time after which a step never returns, which is `unknown` (default 5,000). */
  readonly hangMs?: number;
  /** Folder for replay files of what a test of a file fails with (default `reports/out`). */
  readonly out?: string;
  /** Ends it, between executions at the latest for a scenario object. Runners give one to a test whose time may be up. */
  readonly signal?: AbortSignal;
}

/** As the command has it. */
export const HANG_MS = 5_000;

/** What another process needs of them. Throws ERR_USAGE: functions do not cross processes. */
export function portable(all: ExpectOptions): { readonly options: Partial<PortableOptions>; readonly means: Means } {
  const { workers, timeMs, hangMs = HANG_MS, out = 'reports/out', signal: _, strategy, ...options } = all;
  if (typeof strategy === 'object') {
    throw new RacelineError('ERR_USAGE', {
      what: `the strategy ${strategy.name} is an object`,
      why: 'a scenario that is given as a file is explored in another process',
      next: 'Give the strategy as the path of a module that exports it.',
    });
  }
  return {
    options: { ...options, ...(strategy === undefined ? {} : { strategy }) },
    means: { workers, timeMs, hangMs, out },
  };
}

/** What nobody can do for a scenario object: end it, in the middle of a step, at a time. */
const OF_FILES = ['timeMs', 'hangMs'] as const;

/** Those of an exploration in this thread. Throws ERR_USAGE for one that cannot be followed here. */
export function local({ workers: _, out: __, signal, ...options }: ExpectOptions): {
  readonly options: Partial<ExploreOptions>;
  readonly hooks: ExploreHooks;
} {
  const named = OF_FILES.find((name) => options[name] !== undefined);
  if (named === undefined) return { options, hooks: { isStopped: () => signal?.aborted === true } };
  throw new RacelineError('ERR_USAGE', {
    what: `${named} is given with a scenario object`,
    why: 'that is explored in the thread of the test, which cannot be watched from there',
    next: "Give the scenario as a file: new URL('./my-scenario.ts', import.meta.url).",
  });
}

/** Of a URL the path, from the working directory where that is above it: reports and replay files name it. */
export function pathOf(place: string | URL): string {
  if (typeof place === 'string' && !place.startsWith('file:')) return place;
  const path = fileURLToPath(place);
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith('..') || isAbsolute(fromHere) ? path : fromHere;
}

/** Of a file, or a pattern with `*` in its name. At least one: a test of none would be green for ever. Throws ERR_BAD_REPLAY_FILE. */
export function filesAt(where: string): string[] {
  const [folder, name] = [dirname(where), basename(where)];
  const [before = '', after] = name.split('*') as [string?, string?];
  const isMatch = (each: string): boolean =>
    after === undefined ? each === name : each.startsWith(before) && each.endsWith(after);
  const found = existsSync(folder) ? readdirSync(folder).filter(isMatch).sort() : [];
  if (found.length > 0) return found.map((each) => join(folder, each));
  throw new RacelineError('ERR_BAD_REPLAY_FILE', {
    what: `there is no file ${where}`,
    why: `it is looked for from ${process.cwd()}`,
    next: 'Record one with raceline explore --out DIR.',
  });
}
