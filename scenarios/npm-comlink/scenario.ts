import { MessageChannel, type MessagePort } from 'node:worker_threads';
import fc from 'fast-check';
import { defineScenario, type Scenario } from '../../harness/index.ts';
import { pathOfPublished } from '../shared/published.ts';

interface Prices {
  priceOf(product: string): Promise<number>;
  readonly [release: symbol]: () => void;
}

interface Package {
  expose(functions: object, port: MessagePort): void;
  wrap(port: MessagePort): Prices;
  readonly releaseProxy: symbol;
}

const FUNCTIONS = { priceOf: (product: string) => product.length };

export const scenario: Scenario = defineScenario({
  name: 'npm-comlink',
  title: 'a proxy is released while calls are under way',
  implementations: {
    '4.4.2': {
      says: 'comlink, which forgets at once who waits for an answer',
      subject: pathOfPublished('comlink-4.4.2'),
    },
    '4.4.1': {
      says: 'comlink, whose listeners stay until they have their answers',
      subject: pathOfPublished('comlink-4.4.1'),
    },
  },
  examples: { 'two calls': { workload: { calls: 2 }, faults: null } },
  workload: fc.record({ calls: fc.integer({ min: 1, max: 4 }) }),
  faults: fc.constant(null),
  setup(env, path: string, { calls }: { calls: number }) {
    const server = env.process('server');
    const { expose, wrap, releaseProxy } = server.load<Package>(path);
    const waiting = new Set<number>();
    let shared: Prices | undefined;
    // Made by the first who asks, as its ports are the server's.
    const prices = (): Prices => {
      if (shared !== undefined) return shared;
      const { port1, port2 } = new MessageChannel();
      expose(FUNCTIONS, port2);
      shared = wrap(port1);
      return shared;
    };
    for (let i = 1; i <= calls; i++) {
      env.actor(`call-${i}`, server, async () => {
        waiting.add(i);
        try {
          await prices().priceOf('tea');
        } catch {
          // Released: it says so.
        }
        waiting.delete(i);
      });
    }
    env.actor('release', server, () => prices()[releaseProxy]?.());
    return waiting;
  },
  properties: [
    {
      name: 'every-call-ends',
      kind: 'safety',
      level: 'strict',
      says: 'a call that was made before the release has its answer, or its error',
      when: 'quiescence',
      judge: (waiting) => (waiting.size === 0 ? undefined : { message: `no answer to ${[...waiting].join(', ')}` }),
    },
  ],
});
