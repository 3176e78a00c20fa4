import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkPath } from './check-path.ts';
import { checkRegistryFile, checkRegistryText, type RegistryHealth } from './check-registry-file.ts';
import { describeHealth } from './describe-health.ts';
import { RegistryMonitor } from './registry-monitor.ts';

const folder = await mkdtemp(join(tmpdir(), 'registry-health-'));
afterAll(() => rm(folder, { recursive: true }));

function line(content: unknown, expected?: number): string {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return describeHealth(checkRegistryText('f', text, expected === undefined ? {} : { expected }));
}

const A = { id: 'a' };
const B = { name: 'b' };

test.each<[string, unknown, string]>([
  ['a list', [A, B], 'f: healthy, 2 entries'],
  ['a list under a name', { tools: [B] }, 'f: healthy, 1 entry'],
  ['a versioned file', { version: 42, models: [A, B] }, 'f: healthy, 2 entries, version 42'],
  ['a map', { providers: { a: {}, b: {} } }, 'f: healthy, 2 entries'],
  ['an empty registry', { models: [] }, 'f: healthy, 0 entries'],
  ['duplicates in a list', [A, B, A, A], 'f: duplicates: a'],
  ['duplicates in a versioned file', { version: 1, models: [A, A] }, 'f: duplicates: a'],
  ['duplicate keys, which JSON.parse hides', '{"models":{"a":{"id":1},"b":{},"a":{}}}', 'f: duplicates: a'],
  [
    'equal keys of different objects',
    [
      { id: 'a', x: { id: 'y' } },
      { id: 'b', x: { id: 'y' } },
    ],
    'f: healthy, 2 entries',
  ],
  ['braces and quotes in strings', '{"models":[{"id":"a{\\"a\\":"},{"id":"}b"}]}', 'f: healthy, 2 entries'],
  ['an entry without a name', [A, {}], 'f: 1 entry has neither id nor name'],
  [
    'JSON that is no registry',
    { hello: 1 },
    'f: no list of models, providers, tools or sessions in it, and no map of entries',
  ],
  ['a plain map', { a: {}, b: {} }, 'f: healthy, 2 entries'],
  ['a plain map with a version', { version: 3, a: {} }, 'f: healthy, 1 entry, version 3'],
  ['several lists, all of them', { models: [A], tools: [B, B] }, 'f: duplicates: b'],
  ['several healthy lists', { models: [A], tools: [B] }, 'f: healthy, 2 entries'],
  [
    'tools of different ids and one name',
    {
      tools: [
        { id: '1', name: 'shell' },
        { id: '2', name: 'shell' },
      ],
    },
    'f: duplicates: shell',
  ],
  [
    'models of one display name',
    {
      models: [
        { id: '1', name: 'x' },
        { id: '2', name: 'x' },
      ],
    },
    'f: healthy, 2 entries',
  ],
  ['an id that is a number', [{ id: 1 }, A], 'f: ids and names that are no text: 1'],
  ['a number', 7, 'f: no list of models, providers, tools or sessions in it, and no map of entries'],
])('%s', (_, content, expected) => {
  expect(line(content)).toBe(expected);
});

test('a torn file is corrupted', () => {
  expect(line('{"models":[{"id":"model1"},{"id":"model2"{"id":"model3"}]}')).toMatch(/^f: corrupted, not JSON \(/);
  expect(line('')).toMatch(/^f: corrupted/);
});

test('a count that was expected is compared', () => {
  expect(line([A, B], 2)).toBe('f: healthy, 2 entries');
  expect(line([A, B, A], 5)).toBe('f: duplicates: a; expected 5 entries, found 3');
  expect(line([A, B], 0)).toBe('f: expected 0 entries, found 2');
});

test('what is not UTF-8 is said to be so', async () => {
  const path = join(folder, 'latin.json');
  await writeFile(path, Buffer.from('[{"id":"caf\xe9"}]', 'latin1'));
  expect((await checkRegistryFile(path)).issues).toEqual([{ kind: 'not-utf8' }]);
});

test('a pipe is not waited for', async () => {
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  expect((await checkPath(path)).issues).toEqual([{ kind: 'unreadable', message: 'it is a pipe' }]);
  expect((await checkPath(folder)).issues).toEqual([{ kind: 'unreadable', message: 'it is a folder' }]);
  expect((await checkPath(join(folder, 'none.json'))).issues).toEqual([{ kind: 'missing' }]);
});

test('a missing file and one that cannot be read are told apart', async () => {
  expect((await checkRegistryFile(join(folder, 'none.json'))).issues).toEqual([{ kind: 'missing' }]);
  expect((await checkRegistryFile(folder)).issues[0]?.kind).toBe('unreadable');
});

test('a monitor is healthy once it has looked, tells of changes, and stops', async () => {
  const path = join(folder, 'models.json');
  await writeFile(path, '[]');
  const changes: RegistryHealth[] = [];
  const monitor = new RegistryMonitor({ paths: [path], everyMs: 5, onChange: (health) => changes.push(health) });
  expect(monitor.isHealthy).toBe(false);
  await monitor.start();
  expect([monitor.isHealthy, changes.length]).toEqual([true, 0]);
  await writeFile(path, '[');
  while (changes.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(monitor.isHealthy).toBe(false);
  await writeFile(path, '[]');
  while (changes.length === 1) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(monitor.isHealthy).toBe(true);
  monitor.stop();
});
