import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { CATALOGUE } from '../../../scenarios/index.ts';
import { RacelineError } from '../../engine/errors.ts';
import { scenarioAt } from '../../explore/at-value.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { importModule } from './import-module.ts';
import { parseReference } from './scenario-reference.ts';

/**
 * Loads a scenario of this package by name, or of the user's by the path of a module that exports one; at one value of a range, if
 * the reference has one.
 */
export async function loadScenario(referenceAt: string): Promise<Scenario> {
  const { reference, at } = parseReference(referenceAt);
  const scenario = await loadNamed(reference);
  return at === null ? scenario : scenarioAt(scenario, at);
}

async function loadNamed(reference: string): Promise<Scenario> {
  const entry = CATALOGUE.get(reference);
  if (entry !== undefined) return (await entry.load()).scenario;
  const path = resolve(reference);
  if (!existsSync(path)) {
    throw new RacelineError('ERR_UNKNOWN_SCENARIO', {
      what: `no scenario is named "${reference}"`,
      why: 'it is neither in the catalogue nor a file',
      next: `Run "raceline list" for the names, or give the path of a module that exports a scenario.`,
    });
  }
  return pickScenario(reference, await importModule(reference, path, 'ERR_BAD_SCENARIO_MODULE'));
}

function pickScenario(reference: string, module: Readonly<Record<string, unknown>>): Scenario {
  const found = Object.values(module).filter(isScenario);
  const [scenario] = found;
  if (scenario !== undefined && found.length === 1) return checked(reference, scenario);
  throw new RacelineError('ERR_BAD_SCENARIO_MODULE', {
    what: `${reference} exports ${found.length === 0 ? 'no scenario' : `${found.length} scenarios`}`,
    why: 'a scenario module exports exactly one result of defineScenario',
    next: 'See "Write a scenario" in the README.',
  });
}

function isScenario(value: unknown): value is Scenario {
  return typeof value === 'object' && value !== null && 'setup' in value && 'properties' in value;
}

function checked(reference: string, scenario: Scenario): Scenario {
  const problem = problemOf(scenario);
  if (problem === null) return scenario;
  throw new RacelineError('ERR_BAD_SCENARIO_MODULE', {
    what: `${reference} declares a scenario that cannot run`,
    why: problem,
    next: 'See "Write a scenario" in the README.',
  });
}

function problemOf(scenario: Scenario): string | null {
  if (typeof scenario.name !== 'string' || scenario.name === '') return 'it has no name';
  if (typeof scenario.setup !== 'function') return 'its setup is not a function';
  if (Object.keys(scenario.implementations ?? {}).length === 0) return 'it has no implementations';
  if (Object.keys(scenario.examples ?? {}).length === 0) return 'it has no examples';
  if (!Array.isArray(scenario.properties)) return 'its properties are not an array';
  const names = scenario.properties.map((property) => property.name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  return twice === undefined ? null : `it has two properties named ${twice}`;
}
