import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CATALOGUE } from './index.ts';

/** `ids('20769', 'R', 4)`: 20769-R1 to 20769-R4. */
function ids(report: string, kind: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${report}-${kind}${i + 1}`);
}

function all(report: string, counts: Readonly<Record<string, number>>): string[] {
  return Object.entries(counts).flatMap(([kind, count]) => ids(report, kind, count));
}

/** Everything that the five reports say: the rows that there must be. */
const IDS: readonly string[] = [
  '20769-TL',
  ...all('20769', { R: 4, Y: 4, C: 4, F: 4, W: 4, T: 4, M: 3, B: 5, Q: 7 }),
  '6766-REG',
  ...all('6766', { TL: 2, R: 4, Y: 4, C: 4, F: 4, W: 4, T: 4, M: 3, B: 5, Q: 6 }),
  ...all('81982', { R: 6, L: 2 }),
  '81982-TL',
  '81982-E',
  '81982-H',
  '1174-R',
  ...all('1174', { F: 2, I: 8, E: 7, CMP: 6 }),
  '1174-O',
  '62351-R',
  '62351-V',
  ...all('62351', { F: 2, L: 4 }),
  '62351-G',
];

interface Row {
  readonly id: string;
  readonly cover: string;
  /** File and title of the test that goes red; empty where the row is out of reach. */
  readonly red: string;
}

const text = readFileSync(new URL('./COVERAGE.md', import.meta.url), 'utf8');
const rows: readonly Row[] = [...text.matchAll(/^\| (\d+-[A-Z]+\d*)\s*\|[^|]*\|([^|]*)\|([^|]*)\|$/gm)].map(
  ([, id = '', cover = '', red = '']) => ({ id, cover: cover.trim(), red: red.trim() }),
);

test('every id has exactly one row', () => {
  expect(rows.map(({ id }) => id).sort()).toEqual([...IDS].sort());
});

test('every row links to files that exist, or says why it is out of reach', () => {
  const wrong = rows.filter(({ cover }) => {
    const targets = [...cover.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target);
    if (targets.length === 0) return !cover.startsWith('out of reach');
    return targets.some((target) => !existsSync(new URL(target, import.meta.url)));
  });
  expect(wrong).toEqual([]);
});

test('every row names a test that goes red, which exists and is run', () => {
  const wrong = rows.filter(({ cover, red }) => {
    if (cover.startsWith('out of reach')) return red !== '';
    const [, target = '', title = ''] = /^\[[\w-]+\]\(([^)]+\.test\.ts)\) "([^"]+)"$/.exec(red) ?? [];
    return target === '' || !hasTest(new URL(target, import.meta.url), title);
  });
  expect(wrong.map(({ id, red }) => `${id}: ${red}`)).toEqual([]);
});

/** Titles are the first argument of `test`, of `describe`, or of what `test.each(...)` gives. */
const TITLE = /(?:\b(?:test|describe)|[\])])\(\s*(['"`])((?:\\.|(?!\1)[^\\])+)\1,/g;
/** What a title's cases fill in. */
const HOLE = /%[sijd]|\$\{[^}]*\}/;

/** Whether the file has tests of this title, `describe > test`, or a part of it; of cases, all that a title says before one. */
function hasTest(file: URL, title: string): boolean {
  if (!existsSync(file)) return false;
  const source = readFileSync(file, 'utf8');
  if (/\b(?:test|describe)\.(?:skip|only|todo)\b/.test(source)) return false;
  const folder = new URL('timelines/', file);
  const timelines = existsSync(folder) ? readdirSync(folder) : [];
  const isCase = (value: string): boolean => source.includes(value) || timelines.includes(value);
  const titles = [...source.matchAll(TITLE)].map(([, , found = '']) => found.replaceAll('\\', '').split(HOLE));
  return title.split(' > ').every((part) => titles.some((pieces) => isTitle(pieces, part, isCase)));
}

/** Whether `part` is in one of the pieces between the holes of a title, or is its beginning with cases that there are. */
function isTitle(pieces: readonly string[], part: string, isCase: (value: string) => boolean): boolean {
  if (pieces.some((piece) => piece.includes(part))) return true;
  return pieces.some((_, last) => {
    const literals = pieces.slice(0, last + 1).map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    const found = new RegExp(`^${literals.join('(.+?)').replace(/[:,\s]+$/, '')}$`).exec(part);
    return found !== null && found.length > 1 && found.slice(1).every(isCase);
  });
}

test('every name after a link to a scenario is one of its implementations, properties, examples or timelines', async () => {
  const wrong: string[] = [];
  for (const { id, cover } of rows) {
    for (const [, scenario = '', after = ''] of cover.matchAll(/\]\(([\w-]+)\/README\.md\)([^[]*)/g)) {
      const known = await namesOf(scenario);
      for (const [, name = ''] of after.matchAll(/`([^`]+)`/g)) {
        if (!known.has(name)) wrong.push(`${id}: ${scenario} has no ${name}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

const names = new Map<string, ReadonlySet<string>>();

async function namesOf(scenario: string): Promise<ReadonlySet<string>> {
  const known = names.get(scenario);
  if (known !== undefined) return known;
  const entry = CATALOGUE.get(scenario);
  if (entry === undefined) return new Set();
  const loaded = (await entry.load()).scenario;
  const timelines = existsSync(entry.timelines) ? readdirSync(entry.timelines) : [];
  const found = new Set([
    ...Object.keys(loaded.implementations),
    ...Object.keys(loaded.examples),
    ...loaded.properties.map(({ name }) => name),
    ...timelines.map((file) => file.replace(/\.json$/, '')),
  ]);
  names.set(scenario, found);
  return found;
}
