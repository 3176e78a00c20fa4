import fc from 'fast-check';
import { defineScenario, type Scenario } from '../../harness/index.ts';
import { pathOfPublished } from '../shared/published.ts';

interface Database {
  push(path: string, value: unknown, isReplacing: boolean): Promise<void>;
}

interface Main {
  readonly JsonDB: new (config: object) => Database;
}

interface Configuration {
  readonly Config: new (path: string) => object;
}

/** Where a version's two modules are, which its README names. */
interface Version {
  readonly main: string;
  readonly config: string;
}

function version(number: string): Version {
  const main = `node-json-db-${number}`;
  return { main: pathOfPublished(main), config: pathOfPublished(`${main}/dist/lib/JsonDBConfig.js`) };
}

const PATH = '/data/guests.json';

export const scenario: Scenario = defineScenario({
  name: 'npm-node-json-db',
  title: 'several requests are the first to use a database in a file',
  implementations: {
    '2.0.0': { says: 'node-json-db, where each of them loads the file', subject: version('2.0.0') },
    '2.3.1': { says: 'node-json-db with a lock', subject: version('2.3.1') },
  },
  examples: { 'two guests': { workload: { guests: 2 }, faults: null } },
  workload: fc.record({ guests: fc.integer({ min: 1, max: 4 }) }),
  faults: fc.constant(null),
  setup(env, { main, config }: Version, { guests }: { guests: number }) {
    const names = Array.from({ length: guests }, (_, i) => `guest-${i + 1}`);
    env.disk.mkdir('/data');
    const server = env.process('server');
    // A copy an execution: its lock is a variable of the module.
    const { Config } = server.load<Configuration>(config);
    const { JsonDB } = server.load<Main>(main);
    const database = new JsonDB(new Config(PATH));
    for (const name of names) env.actor(name, server, () => database.push(`/guests/${name}`, { name }, false));
    return names;
  },
  properties: [
    {
      name: 'what-was-pushed-is-saved',
      kind: 'safety',
      level: 'documented',
      says: 'once all pushes are done the file has what each of them pushed',
      when: 'quiescence',
      judge(names, env) {
        const text = env.disk.read(PATH) ?? '{}';
        const saved = JSON.parse(text) as { guests?: Record<string, unknown> };
        const missing = names.find((name) => saved.guests?.[name] === undefined);
        return missing === undefined ? undefined : { message: `${missing} is missing in ${text}` };
      },
    },
  ],
});
