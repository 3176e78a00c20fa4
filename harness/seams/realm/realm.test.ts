import { File as BufferFile } from 'node:buffer';
import vm from 'node:vm';
import { isMainThread } from 'node:worker_threads';
import { expect, test } from 'vitest';
import type { ProcessOptions } from '../../engine/account.ts';
import { explore } from '../../explore/explore.ts';
import { readTwice } from '../../testing/read-twice.ts';
import { trialOf } from '../../testing/trial.ts';
import { hideTimeZone, showTimeZone } from './time-zone.ts';

const START = Date.UTC(2026, 2, 4, 5, 6, 7);

/** What an actor sees when the execution begins, and 1,234 ms later. */
async function twice(read: () => unknown, processOptions: ProcessOptions = {}): Promise<unknown[]> {
  const { seen, leaks } = await readTwice(read, { startAt: new Date(START).toISOString(), processOptions });
  expect(leaks).toEqual([]);
  return seen;
}

test('what Node stamps with a time has that of the execution', async () => {
  const read = (): unknown => [
    new File([], 'f').lastModified - START,
    new BufferFile([], 'f', { type: 'text/plain' }).lastModified - START,
    new File([], 'f', { lastModified: 5 }).lastModified,
    new Event('e').timeStamp,
  ];
  expect(await twice(read)).toEqual([
    [0, 0, 5, 0],
    [1_234, 1_234, 5, 1_234],
  ]);
  expect(new File([], 'f')).toBeInstanceOf(BufferFile);
  expect(new File([], 'f').lastModified).toBeGreaterThan(START);
});

test('a format without a date takes that of now', async () => {
  const read = (): unknown => {
    // One that a module makes as it loads is in the time zone of the machine.
    const format = new Intl.DateTimeFormat('en', { timeStyle: 'medium' });
    return [
      format.format(),
      format.formatToParts().find(({ type }) => type === 'second')?.value,
      format.format(0),
      new Set([format.format, format.format]).size,
    ];
  };
  expect(await twice(read)).toEqual([
    ['5:06:07 AM', '07', '12:00:00 AM', 1],
    ['5:06:08 AM', '08', '12:00:00 AM', 1],
  ]);
});

// A worker thread keeps the zone that its process began with.
test.runIf(isMainThread)(
  "time zone and language are the declared ones, and the machine's again afterwards",
  async () => {
    const read = (): unknown => [
      new Date(START).getHours(),
      String(new Date(START)),
      new Date(START).toLocaleDateString(),
      (1234.5).toLocaleString(),
      12n.toLocaleString(),
      new Intl.NumberFormat().resolvedOptions().locale,
      Intl.DateTimeFormat().resolvedOptions().timeZone,
      (1234.5).toLocaleString('en-US'),
      'i'.toLocaleUpperCase(),
      'ä'.localeCompare('z'),
    ];
    const before = read();
    expect((await twice(read, { timeZone: 'Asia/Tokyo', locale: 'tr-TR' }))[0]).toEqual([
      14,
      expect.stringMatching(/^Wed Mar 04 2026 14:06:07 GMT\+0900 \(Japonya Standart Saati\)$/),
      '04.03.2026',
      '1.234,5',
      '12',
      'tr-TR',
      'Asia/Tokyo',
      '1,234.5',
      'İ',
      -1,
    ]);
    expect((await twice(read))[0]).toEqual([
      5,
      'Wed Mar 04 2026 05:06:07 GMT+0000 (Coordinated Universal Time)',
      '3/4/2026',
      '1,234.5',
      '12',
      'en-US',
      'UTC',
      '1,234.5',
      'I',
      -1,
    ]);
    expect((await twice(read, { locale: 'sv' }))[0]).toContain(1);
    expect(read()).toEqual(before);
  },
);

test('the name of a zone is in the declared language, in threads as well', async () => {
  // A thread can show its own zone alone.
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const [seen] = await twice(() => String(new Date(START)), { timeZone, locale: 'tr-TR' });
  const named = new Date(START).toLocaleString('tr-TR', { timeZoneName: 'long' });
  const [, time, zone = ''] = /^(.*) \((.*)\)$/.exec(String(seen)) ?? [];
  expect(time).toBe(String(new Date(START)).replace(/ \(.*/, ''));
  expect(zone).toMatch(/\p{L} \p{L}/u);
  expect(named.endsWith(` ${zone}`)).toBe(true);
});

test('dates are in the declared zone, or who asks for local time is named where a thread cannot choose', async () => {
  const { seen, leaks } = await readTwice(() => new Date(START).getHours(), {
    startAt: new Date(START).toISOString(),
    processOptions: { timeZone: 'Asia/Tokyo' },
  });
  if (isMainThread) expect([seen, leaks]).toEqual([[14, 14], []]);
  else expect(leaks.join()).toMatch(/Date\.getHours .*whose time zone is not Asia\/Tokyo/);
});

test.each<[string, () => vm.Context | undefined]>([
  ['made by the actor', () => undefined],
  ['made before', () => vm.createContext({})],
])('a context %s shows virtual time and drawn chance', async (_, make) => {
  const made = make();
  const CODE =
    '[new Date().getTime(), Date.now(), Math.random(), new Intl.DateTimeFormat("en", { timeStyle: "medium" }).format()]';
  const read = (): unknown => vm.runInContext(CODE, made ?? vm.createContext({}));
  const seen = (await twice(read)) as [number, number, number, string][];
  expect(seen.map(([date, now, , text]) => [date - START, now - START, text])).toEqual([
    [0, 0, '5:06:07 AM'],
    [1_234, 1_234, '5:06:08 AM'],
  ]);
  const chance = seen.map(([, , drawn]) => drawn);
  expect(((await twice(read)) as [number, number, number][]).map(([, , drawn]) => drawn)).toEqual(chance);
});

test('runInNewContext, of the module and of a script, does the same and keeps its options', async () => {
  const read = (): unknown => [
    Number(vm.runInNewContext('Date.now()', {})) - START,
    Number(new vm.Script('Date.now()').runInNewContext()) - START,
    refusal(() => vm.runInNewContext('eval("1")', {}, { contextCodeGeneration: { strings: false } })),
    vm.runInNewContext('new Error().stack', {}, 'named.js').includes('named.js'),
    vm.runInNewContext('new Date().constructor === Date'),
    vm.runInNewContext('new Error().stack', {}, { filename: 'other.js' }).includes('other.js'),
  ];
  const refusal = (call: () => unknown): string => {
    try {
      return String(call());
    } catch (error) {
      return Reflect.get(error as object, 'name');
    }
  };
  expect(await twice(read)).toEqual([
    [0, 0, 'EvalError', true, true, true],
    [1_234, 1_234, 'EvalError', true, true, true],
  ]);
});

// While `npm run mutation` runs, a context has names of StrykerJS too.
test.skipIf('STRYKER_MUTATOR_WORKER' in process.env)(
  'a new context has what it is given, and no name more',
  async () => {
    const read = (): unknown => vm.runInNewContext('typeof own + Object.keys(globalThis)', { own: 1 });
    expect(await twice(read)).toEqual(['numberown', 'numberown']);
  },
);

test('a context keeps what it was given in place of its own', async () => {
  const own = { Date: class {}, Math: { random: () => 4 } };
  const { Date: mine } = own;
  expect((await twice(() => vm.runInNewContext('[Math.random(), typeof Date.now]', own)))[0]).toEqual([4, 'undefined']);
  expect(own.Date).toBe(mine);
  expect(Number(((await twice(() => vm.runInNewContext('Date.now()', { Date })))[1] as number) - START)).toBe(1_234);
});

const VANILLA: unknown = Reflect.get(vm.constants, 'DONT_CONTEXTIFY');

test.runIf(VANILLA !== undefined)('a context without a sandbox shows virtual time as well', async () => {
  const read = (): number => vm.runInContext('Date.now()', vm.createContext(VANILLA as vm.Context)) - START;
  expect(await twice(read)).toEqual([0, 1_234]);
});

test('in all executions of a slice and in every slice the clocks of a context are those of the execution', async () => {
  const seen = new Set<unknown>();
  const context = vm.createContext({});
  const scenario = trialOf({ a: () => seen.add(vm.runInContext('Date.now()', context)) });
  await explore(scenario, 'only', { schedulesMax: 100 });
  expect([...seen]).toHaveLength(1);
});

test.runIf(isMainThread)('the variable for the zone is afterwards what it was, if it was any', () => {
  const { TZ } = process.env;
  const seen: unknown[] = [];
  for (const before of ['Asia/Tokyo', undefined]) {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
    showTimeZone('America/New_York');
    seen.push(new Date(START).getHours());
    hideTimeZone();
    seen.push(process.env.TZ);
  }
  if (TZ !== undefined) process.env.TZ = TZ;
  expect(seen).toEqual([0, 'Asia/Tokyo', 0, undefined]);
});
