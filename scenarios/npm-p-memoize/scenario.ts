import fc from 'fast-check';
import { defineScenario, type Scenario } from '../../harness/index.ts';
import { published } from '../shared/published.ts';

type Load = (id: string) => Promise<string>;
interface Package {
  default(load: Load, options: { cache: Map<string, string> }): Load;
  pMemoizeClear(load: Load): void;
}

export const scenario: Scenario = defineScenario({
  name: 'npm-p-memoize',
  title: 'a cache is cleared while somebody asks for what is in it',
  implementations: {
    '7.1.1': {
      says: 'p-memoize, which asks has and then get',
      subject: (await published('p-memoize-7.1.1')) as unknown as Package,
    },
    '9.0.0': {
      says: 'p-memoize, which asks once',
      subject: (await published('p-memoize-9.0.0')) as unknown as Package,
    },
  },
  examples: { 'ask and clear': { workload: null, faults: null } },
  workload: fc.constant(null),
  faults: fc.constant(null),
  setup(env, { default: memoize, pMemoizeClear }: Package) {
    const cache = new Map([['ada', 'Ada']]);
    const found: (string | undefined)[] = [];
    const nameOf = memoize(async () => 'Ada', { cache });
    const server = env.process('server');
    const ask = env.actor('ask', server, async () => void found.push(await nameOf('ada')));
    // In one turn: actors of their own turns never meet between two microtasks.
    env.together(
      ask,
      env.actor('clear', server, () => pMemoizeClear(nameOf)),
    );
    return found;
  },
  properties: [
    {
      name: 'a-name-is-found',
      kind: 'safety',
      level: 'documented',
      says: 'who asks gets what the function gives, now or before',
      when: 'quiescence',
      judge: (found) => (found.includes(undefined) ? { message: 'somebody got undefined' } : undefined),
    },
  ],
});
