import fs from 'node:fs';
import fsp from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runOnce } from '../../run/detailed-run.ts';
import type { Env } from '../../scenario/env.ts';
import { trial } from '../../testing/trial.ts';

const OWN = fileURLToPath(import.meta.url);
const FOLDER = dirname(OWN);

async function run(
  body: () => unknown,
  setup: (env: Env) => void = () => {},
  allow: readonly string[] = [],
): Promise<{ value: unknown; leaks: readonly string[] }> {
  const scenario = trial(
    (env) => {
      setup(env);
      env.actor('a', env.process('p'), body);
    },
    { allow: [...allow] },
  );
  const { run, leaks } = await runOnce(scenario);
  const [actor] = run.execution.actors;
  return { value: actor?.state.kind === 'returned' ? actor.state.value : actor?.state, leaks };
}

const codeOf = (call: () => Promise<unknown>): Promise<unknown> => call().then(String, ({ code }) => code);

test('a file of this machine that the simulated disk does not have is named, with its line and what to do', async () => {
  const { value, leaks } = await run(() => codeOf(() => fsp.readFile(OWN)));
  expect(value).toBe('ENOENT');
  expect(leaks).toEqual([
    expect.stringMatching(
      /a: host path .*host-path\.test\.ts \(.*host-path\.test\.ts:\d+\), which is on this machine .*env\.disk\.mount/,
    ),
  ]);
});

test('so is one that is only asked after, in every form', async () => {
  const { value, leaks } = await run(() => [fs.existsSync(OWN), fs.statSync(FOLDER, { throwIfNoEntry: false })]);
  expect(value).toEqual([false, undefined]);
  expect(leaks).toHaveLength(2);
});

test('what is on neither is a plain ENOENT, and what code writes there itself is its own', async () => {
  const { value, leaks } = await run(async () => {
    const missing = await codeOf(() => fsp.readFile(`${FOLDER}/no-such-file`));
    await fsp.mkdir(FOLDER, { recursive: true });
    await fsp.writeFile(OWN, 'own');
    return [missing, await fsp.readFile(OWN, 'utf8')];
  });
  expect(value).toEqual(['ENOENT', 'own']);
  expect(leaks).toEqual([]);
});

test('a scenario may allow it to be missing', async () => {
  const { leaks } = await run(() => fs.existsSync(OWN), undefined, [`host path ${OWN}`]);
  expect(leaks).toEqual([]);
});

test('a mounted folder is there to be read, at its place or another', async () => {
  const { value, leaks } = await run(
    async () => [
      (await fsp.readFile(OWN, 'utf8')).includes('a mounted folder is there'),
      (await fsp.readdir('/templates')).includes('host-path.ts'),
    ],
    (env) => {
      env.disk.mount(FOLDER);
      env.disk.mount(FOLDER, '/templates');
    },
  );
  expect(value).toEqual([true, true]);
  expect(leaks).toEqual([]);
});

test('what is mounted can only be read', async () => {
  const { value } = await run(
    async () => {
      const calls: (() => Promise<unknown>)[] = [
        () => fsp.writeFile('/t/host-path.ts', ''),
        () => fsp.writeFile('/t/new', ''),
        () => fsp.truncate('/t/host-path.ts'),
        () => fsp.unlink('/t/host-path.ts'),
        () => fsp.rename('/t/host-path.ts', '/x'),
        () => fsp.rename('/f', '/t/f'),
        () => fsp.mkdir('/t/new'),
        () => fsp.chmod('/t/host-path.ts', 0o600),
        () => fsp.rm('/t', { recursive: true }),
        () => fsp.copyFile('/f', '/t/host-path.ts'),
        () => fsp.copyFile('/t/host-path.ts', '/copy'),
      ];
      const codes: unknown[] = [];
      for (const call of calls) codes.push(await codeOf(call));
      return codes;
    },
    (env) => {
      env.disk.write('/f', 'text');
      env.disk.mount(FOLDER, '/t');
    },
  );
  expect(value).toEqual([...Array.from({ length: 10 }, () => 'EROFS'), 'undefined']);
});

test('what cannot be mounted is told when the scenario is set up', async () => {
  const mounting = (path: string, at?: string) =>
    run(
      () => {},
      (env) => env.disk.mount(path, at),
    );
  await expect(mounting(`${FOLDER}/no-such-folder`)).rejects.toThrow('ENOENT');
  await expect(mounting(FOLDER, '/tmp')).rejects.toThrow('ERR_USAGE');
});
