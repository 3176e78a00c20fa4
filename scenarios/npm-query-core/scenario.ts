import fc from 'fast-check';
import { defineScenario, json, type Scenario } from '../../harness/index.ts';
import { pathOfPublished } from '../shared/published.ts';

interface Options {
  readonly queryKey: readonly string[];
  readonly queryFn: (context: { signal: AbortSignal }) => Promise<string>;
}

interface Client {
  fetchQuery(options: Options): Promise<string>;
  invalidateQueries(filter: { queryKey: readonly string[] }): Promise<void>;
}

interface Package {
  readonly QueryClient: new () => Client;
  readonly QueryObserver: new (client: Client, options: Options) => { subscribe(listener: () => void): () => void };
}

const API = 'https://api.example';
const TODOS: Options = {
  queryKey: ['todos'],
  queryFn: async ({ signal }) => (await (await fetch(API, { signal })).json()) as string,
};
/** When the user saves and goes to the next page, in ms: the first page is there by then. */
const LATER_MS = 1_000;

export const scenario: Scenario = defineScenario({
  name: 'npm-query-core',
  title: 'a query is invalidated while a loader waits for it',
  implementations: {
    '5.56.2': { says: '@tanstack/query-core of 2024', subject: pathOfPublished('query-core-5.56.2') },
    '5.90.5': { says: '@tanstack/query-core of 2025', subject: pathOfPublished('query-core-5.90.5') },
  },
  examples: { 'save and go on': { workload: null, faults: null } },
  workload: fc.constant(null),
  faults: fc.constant(null),
  setup(env, path: string) {
    const loaded: string[] = [];
    env.network.upstream(API, () => json('todos'), { name: 'api' });
    const browser = env.process('browser');
    // A copy an execution: whether it is online and in focus are variables of the package.
    const { QueryClient, QueryObserver } = browser.load<Package>(path);
    const client = new QueryClient();
    env.actor('page', browser, () => void new QueryObserver(client, TODOS).subscribe(() => {}), { latestMs: 0 });
    const load = async (): Promise<void> => {
      loaded.push(await client.fetchQuery(TODOS).catch((error: Error) => error.constructor.name));
    };
    env.actor('loader', browser, load, { atMs: LATER_MS, latestMs: LATER_MS + 500 });
    const save = async (): Promise<void> => {
      await fetch(API, { method: 'POST', body: 'todo' });
      await client.invalidateQueries(TODOS);
    };
    env.actor('save', browser, save, { atMs: LATER_MS, latestMs: LATER_MS + 500 });
    return loaded;
  },
  properties: [
    {
      name: 'loader-gets-its-data',
      kind: 'safety',
      level: 'documented',
      says: 'fetchQuery gives the data or the error of the request',
      when: 'quiescence',
      judge: (loaded) => (loaded[0] === 'todos' ? undefined : { message: `the loader got ${loaded[0]}` }),
    },
  ],
});
