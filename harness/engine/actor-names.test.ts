import { copyFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { Exhaustive } from '../strategies/exhaustive.ts';
import { runMany } from '../testing/programs/sample.ts';
import { trial } from '../testing/trial.ts';
import { ActorNames } from './actor-names.ts';

/** Three actors, each of which copies a file onto the next: the ways in which the files end up under all schedules. */
async function endsOf(names: readonly string[]): Promise<Set<string>> {
  const ends = new Set<string>();
  const scenario = trial(
    (env) => {
      for (const [i, name] of names.entries()) {
        env.disk.write(`/${i}`, `${i}`);
        env.actor(name, env.process(`p${i}`), () => copyFile(`/${i}`, `/${(i + 1) % 3}`));
      }
    },
    {
      properties: [
        {
          name: 'seen',
          kind: 'safety',
          level: 'strict',
          says: 'nothing: notes what the files hold',
          when: 'quiescence',
          judge: (_, { disk }) => void ends.add(names.map((_name, i) => disk.read(`/${i}`)).join(' ')),
        },
      ],
    },
  );
  await runMany(scenario, { implementation: 'only', strategy: new Exhaustive(), executionsMax: 20_000 });
  return ends;
}

test('actors of one name are told apart: as many ends of three copies as with three names', async () => {
  const ends = await endsOf(['a', 'a', 'a']);
  expect(ends).toEqual(await endsOf(['a', 'b', 'c']));
  expect(ends.size).toBe(13);
});

test('the second of a name gets the first number that is free', () => {
  const names = new ActorNames();
  const asked = ['client', 'client-2', 'client', 'client', 'server'];
  expect(asked.map((name) => names.take(name))).toEqual(['client', 'client-2', 'client-3', 'client-4', 'server']);
});
