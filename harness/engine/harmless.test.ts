import zlib from 'node:zlib';
import { expect, test } from 'vitest';
import { harmlessBecause } from './harmless.ts';

test('compressing at once is told from compressing in the thread pool', () => {
  let said: string | null = null;
  // Reads the level, so that something of ours runs within the call.
  const options = {
    get level() {
      said = harmlessBecause('ZLIB');
      return 1;
    },
  };
  zlib.gzipSync('x', options);
  expect(said).toContain('thread pool');
  zlib.createGzip(options).destroy();
  expect(said).toBeNull();
});

test('a weak reference is harmless where Node itself asks for it, not where code within a call of Node does', () => {
  const watched = (): string | null => harmlessBecause('WeakRef');
  expect([0].map(watched)).toEqual([null]);
  let said: string | null = null;
  const target = new EventTarget();
  target.addEventListener('x', function watched() {
    said = harmlessBecause('WeakRef');
  });
  target.dispatchEvent(new Event('x'));
  expect(said).toContain('Request');
});

test('stacks are made into text as before', () => {
  const { prepareStackTrace, stackTraceLimit } = Error;
  harmlessBecause('Timeout');
  expect(Error.prepareStackTrace).toBe(prepareStackTrace);
  expect(Error.stackTraceLimit).toBe(stackTraceLimit);
});
