import { once } from 'node:events';
import { type Agent, createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { defineScenario, type Scenario } from '../../harness/index.ts';
import { published } from '../shared/published.ts';

type KeepAliveAgent = new () => Agent;

/** When a server of node:http closes a connection on which nobody asks anything, in ms: a second after what it tells clients. */
const SERVER_CLOSES_MS = 6_000;

export const scenario: Scenario = defineScenario({
  name: 'npm-agentkeepalive',
  title: 'a client asks again as the server closes the idle connection',
  implementations: {
    '4.1.4': {
      says: 'agentkeepalive, which keeps an idle connection for 15 s',
      subject: (await published('agentkeepalive-4.1.4')).default as KeepAliveAgent,
    },
    '4.2.0': {
      says: 'agentkeepalive, which keeps it for 4 s',
      subject: (await published('agentkeepalive-4.2.0')).default as KeepAliveAgent,
    },
  },
  examples: { 'two requests': { workload: { requests: 2, lateMs: 5 }, faults: null } },
  workload: fc.record({ requests: fc.integer({ min: 2, max: 3 }), lateMs: fc.integer({ min: 0, max: 10 }) }),
  faults: fc.constant(null),
  setup(env, KeepAlive: KeepAliveAgent, { requests, lateMs }: { requests: number; lateMs: number }) {
    const failed: string[] = [];
    let begun: (port: number) => void = () => {};
    const port = new Promise<number>((resolve) => {
      begun = resolve;
    });
    env.actor('server', env.process('server'), async () => {
      const server = createServer((_request, response) => response.end('ok')).listen(0, '127.0.0.1');
      await once(server, 'listening');
      begun((server.address() as AddressInfo).port);
    });
    env.actor('client', env.process('client'), async () => {
      const agent = new KeepAlive();
      const at = await port;
      for (let i = 1; i <= requests; i++) {
        if (i > 1) await new Promise((resolve) => setTimeout(resolve, SERVER_CLOSES_MS + lateMs));
        const asked = get({ port: at, host: '127.0.0.1', agent });
        try {
          const [response] = (await once(asked, 'response')) as [IncomingMessage];
          await once(response.resume(), 'end');
        } catch (error) {
          failed.push(`request ${i}: ${(error as Error).message}`);
        }
      }
    });
    return failed;
  },
  properties: [
    {
      name: 'every-request-is-answered',
      kind: 'safety',
      level: 'documented',
      says: 'a request to a server that runs is answered',
      when: 'quiescence',
      judge: (failed) => (failed.length === 0 ? undefined : { message: failed.join(', ') }),
    },
  ],
});
