import { isAbsolute } from 'node:path';
import { DEFAULT_PROCESS, type ProcessOptions } from '../engine/account.ts';
import { RacelineError } from '../engine/errors.ts';

/** What all simulated processes of a scenario are started with, and the clock and language that they show. */
export interface ScenarioProcessOptions extends ProcessOptions {
  /** IANA name of the time zone that dates show: `Europe/Berlin`. Default UTC. */
  readonly timeZone?: string;
  /** BCP 47 tag of the language in which `toLocaleString` and Intl answer who names none. Default en-US. */
  readonly locale?: string;
}

/** What a scenario declares of its processes, with defaults for the rest. */
export type DeclaredProcess = Required<ScenarioProcessOptions>;

/** Language of scenarios that declare none. */
export const DEFAULT_LOCALE = 'en-US';
/** Time zone of scenarios that declare none. */
export const DEFAULT_TIME_ZONE = 'UTC';

/** Who declares. */
interface Declaring {
  readonly name: string;
  readonly processOptions?: ScenarioProcessOptions;
}

const known = new WeakMap<Declaring, DeclaredProcess>();

/** What the scenario declares, with defaults. Throws ERR_BAD_SCENARIO_MODULE for what no process can be started with. */
export function declaredBy(scenario: Declaring): DeclaredProcess {
  const declared = known.get(scenario) ?? declaredProcess(scenario.name, scenario.processOptions);
  known.set(scenario, declared);
  return declared;
}

function declaredProcess(scenario: string, declared: ScenarioProcessOptions = {}): DeclaredProcess {
  const { timeZone = DEFAULT_TIME_ZONE, locale = DEFAULT_LOCALE, env, ...others } = declared;
  const cwd = declared.cwd ?? DEFAULT_PROCESS.cwd;
  if (!isAbsolute(cwd)) throw refused(scenario, `cwd is ${cwd}`, 'it is an absolute path');
  if (!isKnown(() => new Intl.DateTimeFormat('en', { timeZone }))) {
    throw refused(scenario, `timeZone is ${timeZone}`, 'Node knows no such time zone');
  }
  if (!isKnown(() => new Intl.Locale(locale))) throw refused(scenario, `locale is ${locale}`, 'it is no language tag');
  const LANG = `${locale.replaceAll('-', '_')}.UTF-8`;
  return {
    ...DEFAULT_PROCESS,
    ...others,
    env: { ...DEFAULT_PROCESS.env, LANG, TZ: timeZone, ...env },
    timeZone,
    locale,
  };
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
