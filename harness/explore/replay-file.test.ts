import { expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../engine/limits.ts';
import { ENGINE_VERSION } from '../engine/version.ts';
import { formatReplayFile, parseReplayFile, REPLAY_FORMAT, type ReplayFile } from './replay-file.ts';

const FILE: ReplayFile = {
  format: REPLAY_FORMAT,
  engine: ENGINE_VERSION,
  scenario: './counters.mjs',
  implementation: 'torn',
  property: 'every-request-counts',
  workload: { requests: 2 },
  faults: null,
  randomSeed: 7,
  limits: DEFAULT_LIMITS,
  schedule: [{ insteadOf: 'a#2 gate x', run: 'b#1 start actor' }],
  expect: { message: 'x is 1', traceHash: '0123456789abcdef', timeline: ['a#1 start actor'] },
};

const parse = (file: unknown): ReplayFile => parseReplayFile(JSON.stringify(file), 'r.json');

test('what was written is read', () => {
  expect(parseReplayFile(formatReplayFile(FILE), 'r.json')).toEqual(FILE);
});

test.each([
  ['one without a seed', { ...FILE, randomSeed: undefined }, 'randomSeed'],
  ['one with more than it should have', { ...FILE, extra: 1 }, 'the file'],
  ['a number', 5, 'the file'],
  ['nothing', null, 'the file'],
])('%s is refused, and where it is wrong is said', (_, file, where) => {
  expect(() => parse(file)).toThrow(new RegExp(`^ERR_BAD_REPLAY_FILE: r\\.json is not a replay file: ${where}: `));
});

test('a format that is no number is a mistake in the file, and no other version', () => {
  expect(() => parse({ ...FILE, format: '2' })).toThrow(/^ERR_BAD_REPLAY_FILE: r\.json is not a replay file: /);
});

test('what is no JSON is refused', () => {
  expect(() => parseReplayFile('{"format":', 'r.json')).toThrow(/^ERR_BAD_REPLAY_FILE: .*was it cut short\?/);
});

test.each([
  ['format', { ...FILE, format: REPLAY_FORMAT + 1 }],
  ['engine', { ...FILE, engine: '99.0.0' }],
])('another %s is said to be another version', (_, file) => {
  expect(() => parse(file)).toThrow(/^ERR_REPLAY_FILE_VERSION: r\.json was written by another version: /);
});
