import { isAbsolute } from 'node:path';
import { DEFAULT_PROCESS, type ProcessOptions } from '../engine/account.ts';
import { RacelineError } from '../engine/errors.ts';

/** What a process finds on the disk because it is started so: its working directory, its home, the place for temporary files. */
export function foldersOf({ cwd, env }: ProcessOptions): string[] {
  return [cwd, env?.HOME, env?.TMPDIR].filter((folder) => folder !== undefined);
}

/** Who declares. */
interface Declaring {
  readonly name: string;
  readonly processOptions?: ProcessOptions;
}

const known = new WeakMap<Declaring, Required<ProcessOptions>>();

/** What the scenario declares, with defaults. Throws ERR_BAD_SCENARIO_MODULE for what no process can be started with. */
export function declaredBy(scenario: Declaring): Required<ProcessOptions> {
  const declared = known.get(scenario) ?? declaredProcess(scenario.name, scenario.processOptions);
  known.set(scenario, declared);
  return declared;
}

function declaredProcess(scenario: string, declared: ProcessOptions = {}): Required<ProcessOptions> {
  const complete = { ...DEFAULT_PROCESS, ...declared };
  const { timeZone, locale, cwd } = complete;
  if (!isAbsolute(cwd)) throw refused(scenario, `cwd is ${cwd}`, 'it is an absolute path');
  // Those of most are the defaults, and Intl takes longer to load than most threads explore.
  if (timeZone !== DEFAULT_PROCESS.timeZone && !isKnown(() => new Intl.DateTimeFormat('en', { timeZone }))) {
    throw refused(scenario, `timeZone is ${timeZone}`, 'Node knows no such time zone');
  }
  if (locale !== DEFAULT_PROCESS.locale && !isKnown(() => new Intl.Locale(locale)))
    throw refused(scenario, `locale is ${locale}`, 'it is no language tag');
  const LANG = `${locale.replaceAll('-', '_')}.UTF-8`;
  return { ...complete, env: { ...DEFAULT_PROCESS.env, LANG, TZ: timeZone, ...declared.env } };
}

function isKnown(make: () => unknown): boolean {
  try {
    make();
    return true;
  } catch {
    return false;
  }
}

function refused(scenario: string, what: string, why: string): RacelineError {
  return new RacelineError('ERR_BAD_SCENARIO_MODULE', {
    what: `processOptions of scenario ${scenario}: ${what}`,
    why,
    next: 'Correct the scenario.',
  });
}
