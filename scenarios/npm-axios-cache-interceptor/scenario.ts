import fc from 'fast-check';
import { defineScenario, json, type Scenario } from '../../harness/index.ts';
import { published } from '../shared/published.ts';

interface Client {
  get(url: string, options?: { signal: AbortSignal }): Promise<{ data: string }>;
}

interface Package {
  setupCache(client: Client, options: object): Client;
}

const API = 'http://api.example';

const axios = (await published('axios')).default as { create(options: object): Client };

async function implementation(version: string): Promise<Package> {
  return (await published(`axios-cache-interceptor-${version}`)) as unknown as Package;
}

export const scenario: Scenario = defineScenario({
  name: 'npm-axios-cache-interceptor',
  title: 'one of several who wait for the same answer cancels',
  implementations: {
    '1.11.3': { says: 'axios-cache-interceptor, which cancels all', subject: await implementation('1.11.3') },
    '1.11.4': { says: 'axios-cache-interceptor, which asks again', subject: await implementation('1.11.4') },
  },
  examples: { 'two pages': { workload: { pages: 2 }, faults: null } },
  workload: fc.record({ pages: fc.integer({ min: 1, max: 3 }) }),
  faults: fc.constant(null),
  setup(env, { setupCache }: Package, { pages }: { pages: number }) {
    const answers: string[] = [];
    env.network.serveNodeHttp();
    env.network.upstream(API, () => json('todos'), { name: 'api' });
    let shared: Client | undefined;
    // Made by the first who asks, as its timers are the browser's.
    const client = (): Client => {
      shared ??= setupCache(axios.create({ proxy: false }), { interpretHeader: false });
      return shared;
    };
    const browser = env.process('browser');
    env.actor('cancelled-page', browser, async () => {
      const leaving = new AbortController();
      env.actor('leave', browser, () => leaving.abort(), { latestMs: 100 });
      await client()
        .get(API, { signal: leaving.signal })
        .catch(() => {});
    });
    for (let i = 1; i <= pages; i++) {
      env.actor(`page-${i}`, browser, async () => {
        const { data } = await client()
          .get(API)
          .catch((error: Error) => ({ data: error.message }));
        answers.push(data);
      });
    }
    return answers;
  },
  properties: [
    {
      name: 'who-did-not-cancel-is-answered',
      kind: 'safety',
      level: 'documented',
      says: 'a request that nobody cancels has its answer',
      when: 'quiescence',
      judge(answers) {
        const other = answers.find((answer) => answer !== 'todos');
        return other === undefined ? undefined : { message: `a page that was not left got: ${other}` };
      },
    },
  ],
});
