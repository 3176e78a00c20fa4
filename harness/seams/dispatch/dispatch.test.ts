import fs from 'node:fs/promises';
import { promisify } from 'node:util';
import workerThreads from 'node:worker_threads';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { runOnce } from '../../run/detailed-run.ts';
import { trial, trialOf } from '../../testing/trial.ts';
import { installSeams, restoreSeams } from '../install.ts';
import { dispatch, dispatchGetter, PASS_THROUGH } from './dispatch.ts';

beforeEach(installSeams);
// What a test dispatched goes as well.
afterEach(restoreSeams);
// Other test files may run in this process, as under mutation.
afterAll(installSeams);

class Clerk {
  readonly name = 'clerk';
  greet(whom: unknown, _how?: unknown): string {
    return `${this.name} greets ${String(whom)}`;
  }
}

/** What `body` returns when an actor calls it. */
async function byActor(body: () => unknown): Promise<unknown> {
  let result: unknown;
  await runOnce(
    trialOf({
      a: async () => {
        result = await body();
      },
    }),
  );
  return result;
}

test('without an actor a call goes to the original, with its this and its arguments', () => {
  dispatch(Clerk.prototype, 'greet', () => 'nobody');
  expect(new Clerk().greet('you')).toBe('clerk greets you');
});

test('an actor gets what the seam gives', async () => {
  dispatch(Clerk.prototype, 'greet', (actor, [whom], original) => [actor.name, whom, typeof original].join());
  expect(await byActor(() => new Clerk().greet('you'))).toBe('a,you,function');
});

test('a seam that passes a call through leaves this and the arguments as they were', async () => {
  dispatch(Clerk.prototype, 'greet', () => PASS_THROUGH);
  expect(await byActor(() => new Clerk().greet('you'))).toBe('clerk greets you');
});

test('undefined is an answer, and no sign to pass through', async () => {
  dispatch(Clerk.prototype, 'greet', () => undefined);
  expect(await byActor(() => new Clerk().greet('you'))).toBeUndefined();
});

test('seams that were taken back are all there again', async () => {
  restoreSeams();
  installSeams();
  const seen = await byActor(async () => {
    const texts: unknown[] = [workerThreads.isMainThread, process.constrainedMemory()];
    const handle = await fs.open('/f', 'w');
    await handle.writeFile('text');
    await handle.close();
    return [...texts, await fs.readFile('/f', 'utf8'), await fs.realpath('/f')];
  });
  expect(seen).toEqual([true, 0, 'text', '/f']);
  const reachesOut = trial(() => void fetch('http://localhost:1/models'));
  await expect(runOnce(reachesOut)).rejects.toThrow('setup began fetch(http://localhost:1/models)');
});

test('a dispatcher looks like the original: name, length, hidden symbols', () => {
  const known = Symbol('known to Node alone');
  const promised = (): void => {};
  function read(_path: string, _callback: () => void): void {}
  const target = { read: Object.assign(read, { [known]: ['bytesRead'], [promisify.custom]: promised }) };
  dispatch(target, 'read', () => undefined);
  expect(target.read).not.toBe(read);
  expect([target.read.name, target.read.length, target.read[known]]).toEqual(['read', 2, ['bytesRead']]);
  expect(promisify(target.read)).toBe(promised);
});

test('the real functions keep their looks: setTimeout, fetch, process.kill', () => {
  const looks = (): unknown[] =>
    [setTimeout, fetch, process.kill, process.on, Math.random].map(({ name, length }) => [name, length]);
  const replaced = looks();
  restoreSeams();
  expect(replaced).toEqual(looks());
});

test('a name that this Node does not have is left alone, and so is one that is undefined', () => {
  const target: Record<string, unknown> = { lchmod: undefined };
  dispatch(target, 'lchmod', () => 1);
  dispatch(target, 'glob', () => 1);
  expect(Object.entries(target)).toEqual([['lchmod', undefined]]);
});

test('a getter is dispatched too', async () => {
  const target = { pid: 7 };
  dispatchGetter(target, 'pid', (actor) => actor.process.pid);
  expect(target.pid).toBe(7);
  expect(await byActor(() => target.pid)).toBe(1_000);
});
