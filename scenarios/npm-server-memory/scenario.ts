import fc from 'fast-check';
import { defineScenario, type Scenario } from '../../harness/index.ts';
import { pathOfPublished } from '../shared/published.ts';

interface Entity {
  readonly name: string;
  readonly entityType: string;
  readonly observations: readonly string[];
}

interface Server {
  readonly KnowledgeGraphManager: new (
    path: string,
  ) => { createEntities(entities: readonly Entity[]): Promise<unknown> };
}

const PATH = '/memory.jsonl';

export const scenario: Scenario = defineScenario({
  name: 'npm-server-memory',
  title: 'a model calls two tools of its memory at once',
  implementations: {
    '2026.7.4': {
      says: 'writes the file where it is',
      subject: pathOfPublished('server-memory-2026.7.4/dist/index.js'),
    },
    '2026.8.31': {
      says: 'writes another and renames it',
      subject: pathOfPublished('server-memory-2026.8.31/dist/index.js'),
    },
  },
  examples: { 'two tools': { workload: { sizes: [1, 3] }, faults: null } },
  workload: fc.record({ sizes: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 3 }) }),
  faults: fc.constant(null),
  setup(env, path: string, { sizes }: { sizes: readonly number[] }) {
    const server = env.process('server', { env: { MEMORY_FILE_PATH: PATH } });
    const { KnowledgeGraphManager } = server.load<Server>(path);
    const manager = new KnowledgeGraphManager(PATH);
    const created: string[] = [];
    for (const [i, size] of sizes.entries()) {
      const name = `entity-${i + 1}`;
      const observations = Array.from({ length: size }, (_, n) => `observation ${n}`);
      env.actor(name, server, async () => {
        await manager.createEntities([{ name, entityType: 'person', observations }]);
        created.push(name);
      });
    }
    return created;
  },
  properties: [
    {
      name: 'file-can-be-read',
      kind: 'safety',
      level: 'documented',
      says: 'each line of the file is JSON',
      when: 'quiescence',
      judge(_created, env) {
        const line = (env.disk.read(PATH) ?? '').split('\n').find((each) => !isJson(each));
        return line === undefined ? undefined : { message: `the file has the line ${line}` };
      },
    },
    {
      name: 'no-entity-is-lost',
      kind: 'safety',
      level: 'documented',
      says: 'once all tools are done the file has every entity that one of them said is created',
      when: 'quiescence',
      judge(created, env) {
        const text = env.disk.read(PATH) ?? '';
        const lost = created.find((name) => !text.includes(name));
        return lost === undefined ? undefined : { message: `${lost} is not in the file` };
      },
    },
  ],
});

function isJson(text: string): boolean {
  try {
    return JSON.parse(text) !== undefined;
  } catch {
    return false;
  }
}
