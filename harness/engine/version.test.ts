import { expect, test } from 'vitest';
import { ENGINE_VERSION, isCompatible } from './version.ts';

const [major = 0, minor = 0, patch = 0] = ENGINE_VERSION.split('.').map(Number);

test('files of the same major are read, and before 1.0 those of the same minor', () => {
  expect(isCompatible(ENGINE_VERSION)).toBe(true);
  expect(isCompatible(`${major}.${minor}.${patch + 1}`)).toBe(true);
  expect(isCompatible(`${major}.${minor + 1}.0`)).toBe(major > 0);
  expect(isCompatible(`${major + 1}.${minor}.${patch}`)).toBe(false);
});
