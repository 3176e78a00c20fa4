import fc from 'fast-check';
import { defineScenario, respond, type Scenario } from '../../harness/index.ts';
import { published } from '../shared/published.ts';

interface Breaker {
  fire(): Promise<string>;
}

type CircuitBreaker = new (action: () => Promise<string>, options: object) => Breaker;

const PRICES = 'https://prices.example';
/** The upstream answers with errors until then, in ms. */
const OUTAGE_MS = 1_000;
const RESET_MS = 2_000;
/** When somebody asks again: what was asked in the outage is over by then, and so is the time to wait. */
const AFTERWARDS_MS = 10_000;

async function askPrice(): Promise<string> {
  const response = await fetch(PRICES);
  if (!response.ok) throw new Error(`prices: ${response.status}`);
  return await response.text();
}

export const scenario: Scenario = defineScenario({
  name: 'npm-opossum',
  title: 'requests are under way as their upstream fails and the breaker opens',
  implementations: {
    '4.2.0': {
      says: 'opossum, of which a late failure stops the timer that half-opens',
      subject: (await published('opossum-4.2.0')).default as CircuitBreaker,
    },
    '4.2.1': { says: 'opossum with the fix', subject: (await published('opossum-4.2.1')).default as CircuitBreaker },
  },
  examples: { 'three requests': { workload: { requests: 3 }, faults: null } },
  workload: fc.record({ requests: fc.integer({ min: 1, max: 5 }) }),
  faults: fc.constant(null),
  setup(env, CircuitBreaker: CircuitBreaker, { requests }: { requests: number }) {
    const state = { answer: 'nobody asked' };
    env.network.upstream(PRICES, (_request, { now }) => respond(now < OUTAGE_MS ? 503 : 200, '42'), { name: 'prices' });
    let shared: Breaker | undefined;
    // Made by the first who asks, as its timers are the server's.
    const breaker = (): Breaker => {
      shared ??= new CircuitBreaker(askPrice, { resetTimeout: RESET_MS });
      return shared;
    };
    const server = env.process('server');
    for (let i = 1; i <= requests; i++) {
      const ask = (): Promise<unknown> =>
        breaker()
          .fire()
          .catch(() => 'refused');
      env.actor(`request-${i}`, server, ask, { latestMs: OUTAGE_MS - 1 });
    }
    const askAgain = async (): Promise<void> => {
      state.answer = await breaker()
        .fire()
        .catch((error: Error) => error.message);
    };
    env.actor('afterwards', server, askAgain, { atMs: AFTERWARDS_MS });
    return state;
  },
  properties: [
    {
      name: 'asks-again-after-an-outage',
      kind: 'safety',
      level: 'documented',
      says: 'once resetTimeout has passed the upstream is asked again, and its answer is given',
      when: 'quiescence',
      judge: ({ answer }) => (answer === '42' ? undefined : { message: `long after the outage: ${answer}` }),
    },
  ],
});
