import type { Scenario } from '../harness/index.ts';

/** A scenario of this package: how to load it, and where the timelines of its issue are. */
export interface CatalogueEntry {
  readonly load: () => Promise<{ readonly scenario: Scenario }>;
  readonly timelines: URL;
  /** Other names that its issue goes by: a pull request's, where the report is one. */
  readonly reports: readonly string[];
}

function entry(
  name: string,
  load: CatalogueEntry['load'],
  reports: readonly string[] = [],
): readonly [string, CatalogueEntry] {
  return [name, { load, timelines: new URL(`./${name}/timelines/`, import.meta.url), reports }];
}

/** The scenarios of this package by name. Each is loaded only when asked for. */
export const CATALOGUE: ReadonlyMap<string, CatalogueEntry> = new Map([
  entry('hermes-1169-live-models', () => import('./hermes-1169-live-models/scenario.ts'), [
    'hermes-1174',
    'hermes-1173',
  ]),
  entry('lost-update', () => import('./lost-update/scenario.ts')),
  entry('openclaw-20769-reset', () => import('./openclaw-20769-reset/scenario.ts')),
  entry('openclaw-20769-stream', () => import('./openclaw-20769-stream/scenario.ts')),
  entry('openclaw-20769-auth', () => import('./openclaw-20769-auth/scenario.ts')),
  entry('openclaw-6766-registry-write', () => import('./openclaw-6766-registry-write/scenario.ts')),
  entry('openclaw-6766-session-flood', () => import('./openclaw-6766-session-flood/scenario.ts')),
  entry('openclaw-62351-session-lock', () => import('./openclaw-62351-session-lock/scenario.ts')),
  entry('openclaw-81982-fallback-chain', () => import('./openclaw-81982-fallback-chain/scenario.ts')),
]);
