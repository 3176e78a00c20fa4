import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { expect, test } from 'vitest';
import { explore } from '../../explore/explore.ts';
import { runOnce } from '../../run/detailed-run.ts';
import { trial } from '../../testing/trial.ts';
import { worldOf } from '../../world/world.ts';

/** What it throws, as text, or `done`. */
function refused(call: () => unknown): string {
  try {
    call();
    return 'done';
  } catch (error) {
    return `${Reflect.get(error as object, 'code')} ${(error as Error).message}`;
  }
}

/** What an actor of a process with this user sees. */
async function asUser(uid: number, body: () => unknown): Promise<unknown> {
  let seen: unknown;
  const scenario = trial((env) => {
    env.actor('a', env.process('p', { uid, gid: uid }), () => {
      seen = body();
    });
  });
  await runOnce(scenario);
  return seen;
}

test('a user stays who he is', async () => {
  const seen = await asUser(1000, () => [
    [process.getuid?.(), process.geteuid?.(), process.getgid?.(), process.getegid?.(), process.getgroups?.()],
    refused(() => process.setuid?.(0)),
    refused(() => process.setgid?.('root')),
    refused(() => process.seteuid?.(1000)),
    refused(() => process.setgroups?.([1])),
    refused(() => Reflect.apply(Reflect.get(process, 'initgroups'), process, ['raceline', 1000])),
    refused(() => process.setuid?.('nobody-here')),
    refused(() => process.setuid?.({} as never)),
    os.userInfo().uid,
  ]);
  const denied = 'EPERM EPERM, Operation not permitted';
  expect(seen).toEqual([
    [1000, 1000, 1000, 1000, [1000]],
    ...[denied, denied, 'done', denied, denied],
    'ERR_UNKNOWN_CREDENTIAL User identifier does not exist: nobody-here',
    'ERR_INVALID_ARG_TYPE The "id" argument must be one of type number or string. Received an instance of Object',
    1000,
  ]);
});

test('userInfo gives texts, or bytes to whoever asks for them, and null for what there is not', async () => {
  const scenario = trial((env) => {
    env.actor('a', env.process('p', { env: { SHELL: undefined } }), () => {
      const { username, homedir, shell } = os.userInfo();
      const bytes = os.userInfo({ encoding: 'buffer' });
      seen.push([username, homedir, shell], [bytes.username, bytes.homedir, bytes.shell]);
    });
  });
  const seen: unknown[] = [];
  await runOnce(scenario);
  expect(seen).toEqual([
    ['raceline', '/home/raceline', null],
    [Buffer.from('raceline'), Buffer.from('/home/raceline'), null],
  ]);
});

test('root becomes anybody, and cannot come back', async () => {
  const seen = await asUser(0, () => {
    process.setgroups?.([7, 'raceline']);
    process.setgid?.(1000);
    process.setuid?.('raceline');
    return [
      process.getuid?.(),
      process.geteuid?.(),
      process.getgid?.(),
      process.getgroups?.(),
      refused(() => process.setuid?.(0)),
    ];
  });
  expect(seen).toEqual([1000, 1000, 1000, [7, 1000], 'EPERM EPERM, Operation not permitted']);
  expect(process.getuid?.()).toBe(os.userInfo().uid);
});

test('new files are of the user of their process, less its umask', async () => {
  const before = process.umask();
  const seen = await asUser(0, () => {
    const was = [process.umask(0o077), process.umask()];
    writeFileSync('/private', '');
    process.umask('000');
    mkdirSync('/open');
    const stats = ['/private', '/open'].map((path) => statSync(path));
    return [was, stats.map(({ mode, uid, gid }) => [(mode & 0o777).toString(8), uid, gid])];
  });
  expect(seen).toEqual([
    [0o022, 0o077],
    [
      ['600', 0, 0],
      ['777', 0, 0],
    ],
  ]);
  expect(process.umask()).toBe(before);
});

test.each<[unknown, string]>([
  [
    'abc',
    "ERR_INVALID_ARG_VALUE The argument 'mask' must be a 32-bit unsigned integer or an octal string. Received 'abc'",
  ],
  [-1, 'ERR_OUT_OF_RANGE The value of "mask" is out of range. It must be >= 0 && <= 4294967295. Received -1'],
  [1.5, 'ERR_OUT_OF_RANGE The value of "mask" is out of range. It must be an integer. Received 1.5'],
  [null, 'ERR_INVALID_ARG_TYPE The "mask" argument must be of type number. Received undefined'],
])('umask(%j) is refused as a main thread refuses it', async (mask, text) => {
  expect(await asUser(1000, () => refused(() => process.umask(mask as number)))).toBe(text);
});

test('a file keeps its owner through a power loss, and another process has another umask', async () => {
  const seen: unknown[] = [];
  const scenario = trial((env) => {
    const [root, other] = [env.process('root', { uid: 0, umask: 0o077 }), env.process('other')];
    env.actor('a', root, () => writeFileSync('/f', 'x'));
    env.actor('b', other, () => writeFileSync('/g', 'x'));
    env.actor('crash', env.process('outside'), () => env.powerLoss('ext4-ordered', [root, other]), { atMs: 10_000 });
  });
  const { run } = await runOnce(scenario);
  const { disk } = worldOf(run.execution) ?? {};
  for (const name of ['f', 'g']) {
    const inode = disk?.volume.root.entries.get(name);
    if (inode !== undefined) seen.push([name, inode.uid, inode.gid, (inode.mode & 0o777).toString(8)]);
  }
  for (const each of seen)
    expect([
      ['f', 0, 1000, '600'],
      ['g', 1000, 1000, '644'],
    ]).toContainEqual(each);
  expect(seen.length).toBeGreaterThan(0);
});

test('a umask that one actor sets for a moment, another one of its process meets, in some order', async () => {
  const scenario = trial(
    (env) => {
      const server = env.process('server');
      const state = { mode: 0 };
      env.actor('opens', server, async (actor) => {
        const before = process.umask(0);
        await actor.gate('own of opens');
        process.umask(before);
      });
      env.actor('writes', server, () => {
        writeFileSync('/secret', '');
        state.mode = statSync('/secret').mode & 0o777;
      });
      return state;
    },
    {
      memory: 'tracked',
      properties: [
        {
          name: 'not-for-all',
          kind: 'safety',
          level: 'strict',
          says: 'nobody else may write it',
          when: 'quiescence',
          judge: (state) => ((state as { mode: number }).mode === 0o666 ? { message: 'anybody may' } : undefined),
        },
      ],
    },
  );
  const { verdicts } = await explore(scenario, 'only', { strategy: 'exhaustive' });
  expect(verdicts[0]?.verdict).toBe('violated');
});
