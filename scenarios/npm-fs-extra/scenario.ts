import fc from 'fast-check';
import { defineScenario, type Scenario } from '../../harness/index.ts';
import { published } from '../shared/published.ts';

interface FsExtra {
  copy(from: string, to: string): Promise<void>;
}

export const scenario: Scenario = defineScenario({
  name: 'npm-fs-extra',
  title: 'two folders are copied into one that is not there yet',
  implementations: {
    '8.0.1': { says: 'fs-extra of 2019', subject: (await published('fs-extra-8.0.1')).default as FsExtra },
    '11.4.1': { says: 'fs-extra of today', subject: (await published('fs-extra-11.4.1')).default as FsExtra },
  },
  examples: { 'two copies': { workload: null, faults: null } },
  workload: fc.constant(null),
  faults: fc.constant(null),
  setup(env, { copy }: FsExtra) {
    const failures: string[] = [];
    const build = env.process('build');
    for (const name of ['docs', 'assets']) {
      env.disk.mkdir(`/src/${name}`);
      env.disk.write(`/src/${name}/${name}.txt`, name);
      env.actor(name, build, async () => {
        await copy(`/src/${name}`, '/out').catch((error: Error) => failures.push(error.message));
      });
    }
    return failures;
  },
  properties: [
    {
      name: 'both-are-copied',
      kind: 'safety',
      level: 'strict',
      says: 'a copy into a folder does not fail because another copy has just made it',
      when: 'quiescence',
      judge: (failures) => (failures.length === 0 ? undefined : { message: failures.join('; ') }),
    },
  ],
});
