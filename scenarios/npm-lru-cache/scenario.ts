import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { defineScenario, type Scenario } from '../../harness/index.ts';
import { published } from '../shared/published.ts';

interface Cache {
  fetch(key: string): Promise<string | undefined>;
  get(key: string): string | undefined;
  delete(key: string): boolean;
}

type Package = { LRUCache: new (options: object) => Cache };

export const scenario: Scenario = defineScenario({
  name: 'npm-lru-cache',
  title: 'a key is deleted while its value is fetched, and the abort is to be ignored',
  implementations: {
    '11.2.1': {
      says: 'lru-cache before the fix',
      subject: (await published('lru-cache-11.2.1')) as unknown as Package,
    },
    '11.2.2': { says: 'lru-cache with it', subject: (await published('lru-cache-11.2.2')) as unknown as Package },
  },
  examples: { 'fetch and delete': { workload: null, faults: null } },
  workload: fc.constant(null),
  faults: fc.constant(null),
  setup(env, { LRUCache }: Package) {
    const state: { kept: string | undefined } = { kept: undefined };
    const cache = new LRUCache({
      max: 3,
      ignoreFetchAbort: true,
      allowStaleOnFetchAbort: true,
      fetchMethod: async (key: string) => {
        await sleep(10);
        return `value of ${key}`;
      },
    });
    const server = env.process('server');
    env.actor('fetch', server, async () => void (await cache.fetch('a')), { latestMs: 0 });
    env.actor('delete', server, () => void cache.delete('a'), { latestMs: 9 });
    const look = (): void => {
      state.kept = cache.get('a');
    };
    env.actor('look', server, look, { atMs: 50 });
    return state;
  },
  properties: [
    {
      name: 'what-was-fetched-is-kept',
      kind: 'safety',
      level: 'documented',
      says: 'with ignoreFetchAbort what was fetched is in the cache, whatever happened to its key meanwhile',
      when: 'quiescence',
      judge: ({ kept }) =>
        kept === 'value of a' ? undefined : { message: `fetched, and afterwards the cache has '${kept}'` },
    },
  ],
});
