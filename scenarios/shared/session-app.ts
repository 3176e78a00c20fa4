import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { defineScenario, type Scenario, type SimProcess } from '../../harness/index.ts';

/** A web application that counts, in a session kept in a file, the requests of each visitor: `GET /count`. */
export interface SessionApp {
  /** Listens on a free port of the loopback. `server`: whose code it is, for packages that keep something in their modules. */
  begin(folder: string, server: SimProcess): Promise<Server>;
}

const FOLDER = '/sessions';

interface Counts {
  requests: number;
  last: number;
}

/** An application and its visitor, who asks twice at a time, in one execution over the simulated loopback. */
export function sessionScenario(
  name: string,
  implementations: Readonly<Record<string, { readonly says: string; readonly subject: SessionApp }>>,
): Scenario {
  return defineScenario({
    name,
    title: 'a visitor opens two pages at once',
    implementations,
    examples: { 'two at once': { workload: { tabs: 2 }, faults: null } },
    workload: fc.record({ tabs: fc.integer({ min: 1, max: 3 }) }),
    faults: fc.constant(null),
    setup(env, app: SessionApp, { tabs }: { tabs: number }): Counts {
      const counts: Counts = { requests: 0, last: 0 };
      env.disk.mkdir(FOLDER);
      let begun: (port: number) => void = () => {};
      const port = new Promise<number>((resolve) => {
        begun = resolve;
      });
      const server = env.process('server');
      env.actor('server', server, async () => {
        const listener = await app.begin(FOLDER, server);
        if (!listener.listening) await once(listener, 'listening');
        begun((listener.address() as AddressInfo).port);
      });
      env.actor('visitor', env.process('laptop'), async () => {
        const url = `http://127.0.0.1:${await port}/count`;
        let cookie = '';
        const ask = async (): Promise<void> => {
          counts.requests++;
          const response = await fetch(url, { headers: cookie === '' ? {} : { cookie } });
          cookie ||= response.headers.get('set-cookie')?.split(';')[0] ?? '';
          counts.last = ((await response.json()) as { count: number }).count;
        };
        await ask();
        await Promise.all(Array.from({ length: tabs }, ask));
        await ask();
      });
      return counts;
    },
    properties: [
      {
        name: 'every-request-counts',
        kind: 'safety',
        level: 'strict',
        says: 'the last answer has counted all requests of the session',
        when: 'quiescence',
        judge: ({ requests, last }) =>
          last === requests ? undefined : { message: `${requests} requests, but the session says ${last}` },
      },
    ],
  });
}

/** Has the work of one key wait for that which came before it. */
export class Turns {
  private readonly last: Map<string, Promise<unknown>> = new Map();

  /** Resolves when it is the turn of who asks, with what ends the turn. */
  async take(key: string): Promise<() => void> {
    const before = this.last.get(key);
    let end: () => void = () => {};
    this.last.set(
      key,
      new Promise<void>((resolve) => {
        end = resolve;
      }),
    );
    await before;
    return end;
  }
}
