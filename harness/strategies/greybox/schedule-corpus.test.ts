import { expect, test } from 'vitest';
import { KeptSchedule, ScheduleCorpus } from './schedule-corpus.ts';

const [COMMON, RARE] = [1, 2];

/** How many of the next mutants are of each schedule. */
function mutantsOf(corpus: ScheduleCorpus, schedules: readonly KeptSchedule[], count: number): number[] {
  const drawn = Array.from({ length: count }, () => corpus.next());
  return schedules.map((schedule) => drawn.filter((one) => one === schedule).length);
}

test('without a schedule there is nothing to mutate', () => {
  expect(new ScheduleCorpus().next()).toBe(null);
});

test('a new schedule has 32 mutants at once; then the rare ones have turns, of 1, 2, 4 mutants, and the common ones none', () => {
  const corpus = new ScheduleCorpus();
  for (let i = 0; i < 8; i++) corpus.saw(COMMON);
  corpus.saw(RARE);
  const common = new KeptSchedule([10, 11], [], COMMON);
  const rare = [new KeptSchedule([11, 10], [], RARE), new KeptSchedule([12, 13], [], RARE)];
  for (const schedule of [...rare, common]) corpus.add(schedule);
  const all = [common, ...rare];
  expect(mutantsOf(corpus, all, 32)).toEqual([32, 0, 0]);
  expect(mutantsOf(corpus, all, 2)).toEqual([0, 1, 1]);
  expect(mutantsOf(corpus, all, 4)).toEqual([0, 2, 2]);
  expect(mutantsOf(corpus, all, 8)).toEqual([0, 4, 4]);
});

test('a signature that came up twice halves the mutants of a turn', () => {
  const corpus = new ScheduleCorpus();
  for (const signature of [1, 1, 2, 2]) corpus.saw(signature);
  const schedules = [1, 2].map((signature) => new KeptSchedule([signature], [], signature));
  for (const schedule of schedules) corpus.add(schedule);
  expect(mutantsOf(corpus, schedules, 32)).toEqual([0, 32]);
  // Of half a mutant there is one.
  expect(mutantsOf(corpus, schedules, 2)).toEqual([1, 1]);
  expect(mutantsOf(corpus, schedules, 2)).toEqual([1, 1]);
  expect(mutantsOf(corpus, schedules, 4)).toEqual([2, 2]);
});

test('who came up as often as the average has turns too, of 1, 2, 4 mutants', () => {
  const corpus = new ScheduleCorpus();
  for (const signature of [1, 2]) corpus.saw(signature);
  const [a, b] = [new KeptSchedule([10, 11], [], 1), new KeptSchedule([11, 10], [], 2)];
  for (const schedule of [a, b]) corpus.add(schedule);
  for (let i = 0; i < 32; i++) corpus.next();
  const turns = Array.from({ length: 14 }, () => (corpus.next() === a ? 'a' : 'b')).join('');
  expect(turns).toBe('abaabbaaaabbbb');
});

test('after ten thousand signatures all are new again', () => {
  const corpus = new ScheduleCorpus();
  for (let signature = 0; signature < 9_999; signature++) corpus.saw(signature);
  expect(corpus.saw(0)).toBe(false);
  expect(corpus.saw(9_999)).toBe(true);
  expect(corpus.saw(0)).toBe(true);
});
