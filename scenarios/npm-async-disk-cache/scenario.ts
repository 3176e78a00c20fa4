import fc from 'fast-check';
import { defineScenario, type Scenario } from '../../harness/index.ts';
import { pathOfPublished } from '../shared/published.ts';

interface Cache {
  get(key: string): Promise<{ isCached: boolean; value: string }>;
  set(key: string, value: string): Promise<string>;
}

interface Package {
  readonly default: new (name: string, options: object) => Cache;
}

const KEY = 'src/index.js';
const COMPILED = 'const answer = 42;\n'.repeat(20);

/** How often each build needs the same file. */
const COMPILES = 4;

/** What is cached, or else compiled and cached. */
async function compile(cache: Cache): Promise<string> {
  const { isCached, value } = await cache.get(KEY);
  if (isCached) return value;
  await cache.set(KEY, COMPILED);
  return COMPILED;
}

export const scenario: Scenario = defineScenario({
  name: 'npm-async-disk-cache',
  title: 'several builds share a compressed cache',
  implementations: {
    '1.3.4': {
      says: 'async-disk-cache, which writes an entry where others look for it',
      subject: pathOfPublished('async-disk-cache-1.3.4'),
    },
    '1.3.5': {
      says: 'async-disk-cache, which writes it elsewhere and renames it',
      subject: pathOfPublished('async-disk-cache-1.3.5'),
    },
  },
  examples: { 'two builds': { workload: { builds: 2 }, faults: null } },
  workload: fc.record({ builds: fc.integer({ min: 1, max: 4 }) }),
  faults: fc.constant(null),
  setup(env, path: string, { builds }: { builds: number }) {
    const compiled: string[] = [];
    for (let i = 1; i <= builds; i++) {
      const name = `build-${i}`;
      const build = env.process(name);
      const { default: Cache } = build.load<Package>(path);
      env.actor(name, build, async () => {
        const cache = new Cache('sources', { location: '/cache', compression: 'gzip' });
        for (let times = 0; times < COMPILES; times++) {
          compiled.push(await compile(cache).catch((error: Error) => error.message));
        }
      });
    }
    return compiled;
  },
  properties: [
    {
      name: 'each-gets-the-whole',
      kind: 'safety',
      level: 'documented',
      says: 'what a build takes from the cache is what another put there',
      when: 'quiescence',
      judge(compiled) {
        const wrong = compiled.find((text) => text !== COMPILED);
        return wrong === undefined ? undefined : { message: `a build was given '${wrong}'` };
      },
    },
  ],
});
