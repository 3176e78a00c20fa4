import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sourcesDocument } from '../../scripts/sources/document.ts';
import { type Examined, examine, examineOrder, examineValue, SCHEDULES } from '../../scripts/sources/examine.ts';
import { SOURCES, sourcesHere } from '../../scripts/sources/list.ts';
import type { Source } from '../../scripts/sources/source.ts';
import { inWords } from '../testing/in-words.ts';

const here = sourcesHere();
const of = (...answers: Source['answer'][]): [name: string, file: string, source: Source][] =>
  here.filter(([, { answer }]) => answers.includes(answer)).map(([file, source]) => [source.name, file, source]);

test('there are at least forty sources that no schedule decides, and a hundred in all', () => {
  const all = Object.values(SOURCES).flat();
  expect(all.filter(({ answer }) => answer === 'named' || answer === 'refused').length).toBeGreaterThanOrEqual(40);
  expect(all.length).toBeGreaterThanOrEqual(100);
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
});

test('SOURCES.md is what npm run sources makes of the list', () => {
  expect(readFileSync(new URL('SOURCES.md', import.meta.url), 'utf8')).toBe(sourcesDocument());
});

describe('a source that is controlled', () => {
  test.each(of('completion'))(
    '%s: the schedule decides which of two comes first, the same each time',
    async (_, _file, source) => {
      const [first, again] = [shown(await examineOrder(source)), shown(await examineOrder(source))];
      expect(first).toMatchObject({ verdict: 'violated', message: 'b before a' });
      expect(again).toEqual(first);
    },
  );

  test.each(of('value'))('%s: the execution decides what is given, the same each time', async (_, _file, source) => {
    const first = shown(await examineValue(source));
    await new Promise((resolve) => setTimeout(resolve, 3));
    expect(first.verdict).toBe('violated');
    expect(shown(await examineValue(source))).toEqual(first);
  });

  test.each(of('turn'))('%s: is over in the step that began it', async (_, _file, source) => {
    const { report } = await examine(source);
    expect(report.verdicts.map(({ verdict }) => verdict)).toEqual(report.verdicts.map(() => 'holds'));
    expect(shown(await examine(source)).traceHash).toBe(report.traceHash);
  });
});

describe('a source that is not', () => {
  test.each(of('named'))('%s: is named with its line, and begun once', async (_, file, source) => {
    const examined = await examine(source);
    expectNamed(examined, file, source);
    expect([examined.report.executions, examined.begun]).toEqual([1, 1]);
  });

  test.each(of('refused'))('%s: is named with its line, and never begun', async (_, file, source) => {
    const examined = await examine(source);
    expectNamed(examined, file, source);
    expect(examined.report.executions).toBe(SCHEDULES);
  });
});

interface Shown {
  readonly traceHash: string;
  readonly verdict: string | undefined;
  readonly message: string | undefined;
  /** What else was said. */
  readonly how: string | undefined;
}

function shown({ report: { traceHash, verdicts } }: Examined): Shown {
  const [first] = verdicts;
  return {
    traceHash,
    verdict: first?.verdict,
    message: first?.counterexample?.message,
    how: inWords(verdicts)[0]?.how,
  };
}

/** Every verdict is unknown, for the reason that this line of the file began this source. */
function expectNamed({ report: { verdicts } }: Examined, file: string, { name, as }: Source): void {
  expect([...new Set(verdicts.map(({ verdict }) => verdict))]).toEqual(['unknown']);
  const how = inWords(verdicts)[0]?.how ?? '';
  expect(how).toContain(` a: ${as ?? name} (scripts/sources/${file}.ts:`);
  const text = readFileSync(new URL(`../../scripts/sources/${file}.ts`, import.meta.url), 'utf8').split('\n');
  const line = text[Number(/sources\/[a-z]+\.ts:(\d+)\)/.exec(how)?.[1]) - 1] ?? '';
  expect(line).toMatch(new RegExp(callOf(name)));
}

/** `createGzip` of `zlib.createGzip`, `connect` of `net.connect to a path`. */
function callOf(name: string): string {
  const [call = ''] = name.replace(/^(?:new|a|an) /, '').split(/ (?!.*\.[a-z]+$)/);
  return call.split('.').at(-1) ?? '';
}
