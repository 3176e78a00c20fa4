import { afterAll, afterEach, expect, test } from 'vitest';
import { installSeams, restoreSeams } from '../seams/install.ts';
import { patch, patchAccessor, patchGetter, patchInherited, restorePatches } from './patch.ts';

afterEach(restoreSeams);
// Other test files may run in this process, as under mutation.
afterAll(installSeams);

const described = (target: object): object => Object.getOwnPropertyDescriptors(target);

test('what is not there is left alone, and so is a property without a getter where one is passed through', () => {
  const target = { plain: 1, set only(_: unknown) {} };
  const before = described(target);
  patch(target, 'missing', () => 2);
  patchGetter(target, 'missing', () => () => 2);
  for (const key of ['missing', 'plain', 'only']) patchAccessor(target, key, () => 2);
  expect(described(target)).toEqual(before);
});

test('all patches are taken back, those of the same property in turn', () => {
  class Base {
    inherited(): number {
      return 1;
    }
  }
  const target = Object.defineProperties(Object.assign(new Base(), { plain: 1 }), {
    hidden: { value: 1, writable: false, enumerable: false, configurable: true },
    asked: { get: () => 1, enumerable: true, configurable: true },
  }) as Base & { plain: number; hidden: number; asked: number };
  const before = described(target);
  for (let i = 0; i < 2; i++) {
    patch<number>(target, 'plain', (value) => value + 1);
    patchGetter<number>(target, 'hidden', (read) => () => read() + 1);
    patchAccessor<number>(target, 'asked', (value, owner) => value + (owner === target ? 1 : 100));
    patchInherited<() => number>(target, 'inherited', (original) => () => original() + 1);
  }
  expect([target.plain, target.hidden, target.asked, target.inherited()]).toEqual([3, 3, 3, 3]);
  expect(Object.keys(target)).toEqual(['plain', 'asked']);
  restorePatches();
  expect(described(target)).toEqual(before);
  expect(target.inherited()).toBe(1);
});

test('what is assigned to a getter stays, where it would have stayed, and can be assigned again', () => {
  const target = { pid: 1 };
  patchGetter(target, 'pid', () => () => 2);
  expect(target.pid).toBe(2);
  target.pid = 3;
  expect(target.pid).toBe(3);
  target.pid = 4;
  expect(target.pid).toBe(4);
  const fixed = Object.defineProperty({}, 'pid', { value: 1, configurable: true });
  patchGetter(fixed, 'pid', () => () => 2);
  expect(Reflect.set(fixed, 'pid', 3)).toBe(false);
  expect(Reflect.get(fixed, 'pid')).toBe(2);
});
