import { type ExplorationReport, explore } from '../../harness/explore/explore.ts';
import type { Scenario } from '../../harness/scenario/scenario.ts';
import { trial } from '../../harness/testing/trial.ts';
import { json } from '../../harness/world/network/reply.ts';
import type { Source } from './source.ts';

/** What became of a source in an exploration. */
export interface Examined {
  readonly report: ExplorationReport;
  /** How often it was begun, in all executions that the exploration came to, minimising among them. */
  readonly begun: number;
}

export const SCHEDULES = 20;

/** Explores two actors that begin the same, and are to end in the order of their names. */
export async function examineOrder({ begin }: Source): Promise<Examined> {
  return await examined((count) =>
    scenarioOf((env) => {
      const order: string[] = [];
      const process = env.process('p');
      for (const name of ['a', 'b']) {
        env.actor(name, process, async () => {
          count();
          await begin();
          order.push(name);
        });
      }
      return () => (order.join('') === 'ab' ? undefined : `${order.join(' before ')}`);
    }),
  );
}

/** Explores one actor, and shows what it was given as the message of a violation. */
export async function examineValue({ begin }: Source): Promise<Examined> {
  return await examined((count) =>
    scenarioOf((env) => {
      let given = 'nothing';
      env.actor('a', env.process('p'), async () => {
        count();
        given = String(await begin());
      });
      return () => given;
    }),
  );
}

/** Explores one actor that begins it, of which nothing is asked. */
export async function examine({ begin }: Source): Promise<Examined> {
  return await examined((count) =>
    scenarioOf((env) => {
      env.actor('a', env.process('p'), async () => {
        count();
        await begin();
      });
      return () => undefined;
    }),
  );
}

type Setup = Parameters<typeof trial>[0];
type Judge = () => string | undefined;

function scenarioOf(setup: (env: Parameters<Setup>[0]) => Judge): Scenario {
  return trial(
    (env) => {
      env.disk.mkdir('/d');
      env.disk.write('/d/f', 'text');
      env.disk.write('/d/.env', 'FROM_FILE=yes');
      env.network.upstream('https://api.test', () => json({}));
      env.network.upstream('http://127.0.0.1', () => json({}));
      return setup(env);
    },
    {
      properties: [
        {
          name: 'as said',
          kind: 'safety',
          level: 'strict',
          says: 'what is given is what the judge asks for',
          when: 'quiescence',
          judge: (judge) => {
            const message = (judge as Judge)();
            return message === undefined ? undefined : { message };
          },
        },
      ],
    },
  );
}

async function examined(make: (count: () => void) => Scenario): Promise<Examined> {
  let begun = 0;
  const scenario = make(() => void begun++);
  const report = await explore(scenario, 'only', { seed: 1, schedulesMax: SCHEDULES, strategy: 'random-walk' });
  return { report, begun };
}
