import { expect, test } from 'vitest';
import { PROBES } from './probes.ts';
import { allWatched } from './watched.ts';

const { defineProperty } = Reflect;

const probed = allWatched().filter(({ name }) => Object.hasOwn(PROBES, name));

function works(name: string): boolean {
  try {
    return (PROBES[name] as () => boolean)();
  } catch {
    return false;
  }
}

test('everything that has a probe is watched, and works as Node has it', () => {
  expect(probed.map(({ name }) => name).sort()).toEqual(Object.keys(PROBES).sort());
  expect(Object.keys(PROBES).filter((name) => !works(name))).toEqual([]);
});

test.each<[string, unknown, string]>([
  ['what does nothing instead', () => undefined, 'Promise.prototype.constructor '],
  ['what is no function', 7, ''],
])('%s does not work', (_, value, but) => {
  const nothing = { value, configurable: true, writable: true };
  let unnoticed = '';
  // Nothing between the damage and its end may need what is damaged.
  for (let i = 0; i < probed.length; i++) {
    const { target, key, name, original } = probed[i] as (typeof probed)[number];
    defineProperty(target, key, nothing);
    const seemsToWork = works(name);
    defineProperty(target, key, original as PropertyDescriptor);
    if (seemsToWork) unnoticed += `${name} `;
  }
  // `then` makes a promise all the same where the constructor says nothing of a species.
  expect(unnoticed).toBe(but);
});
