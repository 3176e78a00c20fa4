import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { type Ended, startRaceline } from '../testing/start-raceline.ts';

// The journey of a report: what exploration finds is saved as a timeline, put in the reporter's own words, and run again by its path.

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'raceline-reproduce-'));
  return () => rmSync(folder, { recursive: true });
});

const raceline = (...args: string[]): Promise<Ended> => startRaceline(args, folder).ended;
const NAME = 'openclaw-20769-stream.replace-in-place.one-provider-per-stream.timeline.json';

test('a timeline that explore saved is reproduced by its path, in the words that somebody has given it', async () => {
  const explore = ['explore', 'openclaw-20769-stream', '-i', 'replace-in-place', '--seed', '1', '--schedules', '100'];
  expect((await raceline(...explore, '--out', 'kept', '--save-timeline')).code).toBe(1);
  expect(readdirSync(join(folder, 'kept'))).toContain(NAME);
  const timeline = JSON.parse(readFileSync(join(folder, 'kept', NAME), 'utf8'));
  timeline.title = 'The answer changed its mind';
  timeline.reported[0].text = 'we asked for a story';
  writeFileSync(join(folder, 'mine.json'), JSON.stringify(timeline));

  const { code, stdout } = await raceline('reproduce', './mine.json');
  expect(stdout).toContain('The answer changed its mind');
  expect(stdout).toMatch(/we asked for a story\s+\|/);
  expect(stdout).toMatch(/replace-in-place: violated one-provider-per-stream: stream-1 began with/);
  expect(stdout).toMatch(/reference: every property holds/);
  expect(code).toBe(0);
  expect((await raceline('reproduce', './mine.json', '-i', 'reference')).code, 'the fix').toBe(0);
  expect((await raceline('reproduce', './mine.json', '-i', 'replace-in-place')).code, 'no fix').toBe(1);
});

test('one that the code does not follow is exit 2, and says what is missing', async () => {
  const timeline = JSON.parse(readFileSync(join(folder, 'mine.json'), 'utf8'));
  const reported = [{ at: 'T0', text: 'it all began', playedBy: 'never said' }];
  const other = { ...timeline, schedule: [], logs: ['never printed'], reported };
  writeFileSync(join(folder, 'other.json'), JSON.stringify(other));
  const { code, stdout } = await raceline('reproduce', './other.json');
  expect(code).toBe(2);
  expect(stdout).toContain("the report's log line did not appear: never printed");
  expect(stdout).toContain('the report\'s line was not played: T0 it all began (by a line with "never said")');
});

test.each([
  ['missing.json', 'ERR_UNKNOWN_SCENARIO: missing.json cannot be read'],
  ['short.json', 'ERR_BAD_SCENARIO_MODULE: short.json is not an issue timeline'],
])('%s is refused in one line', async (file, line) => {
  writeFileSync(join(folder, 'short.json'), '{"title":"x"}');
  const { code, stdout, stderr } = await raceline('reproduce', file);
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(stderr.startsWith(line)).toBe(true);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
