import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { RacelineError } from '../../engine/errors.ts';
import { STRATEGIES } from '../../strategies/catalogue.ts';
import { defineStrategy, type StrategySpec } from '../../strategies/define-strategy.ts';
import { badStrategy } from '../../strategies/guarded-strategy.ts';
import type { StrategyDefinition } from '../../strategies/strategy-definition.ts';
import { importModule } from './import-module.ts';

/** Loads a strategy of the catalogue by name, or of the user's by the path of a module that exports one. */
export async function loadStrategy(reference: string): Promise<StrategyDefinition> {
  const known = STRATEGIES.find(({ name }) => name === reference);
  if (known !== undefined) return known;
  const path = resolve(reference);
  if (!existsSync(path)) {
    throw new RacelineError('ERR_UNKNOWN_STRATEGY', {
      what: `no strategy is named "${reference}"`,
      why: `it is no file, and none of ${STRATEGIES.map(({ name }) => name).join(', ')}`,
      next: 'Pass one of these, or the path of a module that exports a strategy, to --strategy.',
    });
  }
  return pickStrategy(reference, await importModule(reference, path, 'ERR_BAD_STRATEGY'));
}

function pickStrategy(reference: string, module: Readonly<Record<string, unknown>>): StrategyDefinition {
  const found = Object.values(module).filter(isSpec);
  const [spec] = found;
  if (spec !== undefined && found.length === 1) return defineStrategy(spec);
  throw badStrategy(
    reference,
    `it exports ${found.length === 0 ? 'no strategy' : `${found.length} strategies`}`,
    'A strategy module exports exactly one result of defineStrategy.',
  );
}

function isSpec(value: unknown): value is StrategySpec {
  return typeof value === 'object' && value !== null && 'make' in value;
}
