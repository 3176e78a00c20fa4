// `npm run table`: asks for every program of the table, four ways each, and compares with what is known.
import { setup } from '../built-package.ts';
import type { Answers } from './explore-theme.ts';
import { CLAIMS, type Claim, type Entry, type Theme } from './program.ts';
import { loadThemes, THEMES } from './themes.ts';
import { ask, WAYS, type Way } from './ways.ts';

const print = (line: string): boolean => process.stdout.write(`${line}\n`);

/** What is said of one program that should not be, and by whom: a line each. */
function disagreementsOf(name: string, entry: Entry, asked: ReadonlyMap<Way, Answers | string>): string[] {
  const said = new Map<string, string[]>();
  for (const [way, answers] of asked) {
    if (entry.commandOnly !== undefined && !way.isCommand) continue;
    const answer = typeof answers === 'string' ? undefined : answers[name];
    const lines = answer === undefined ? ['it says nothing'] : differences(entry, answer);
    for (const line of lines) said.set(line, [...(said.get(line) ?? []), way.name]);
  }
  return [...said].map(([line, ways]) => `${line} (${ways.join(', ')})`);
}

function differences({ expected }: Entry, said: Readonly<Record<string, string>>): string[] {
  const right = (claim: Claim): string => expected[claim] ?? expected.everything ?? 'holds';
  return CLAIMS.filter((claim) => said[claim] !== right(claim)).map(
    (claim) => `${claim} is ${right(claim)}, it says ${said[claim]}`,
  );
}

/** Disagreements by program; those that are marked are known. */
interface Outcome {
  programs: number;
  hostile: number;
  known: number;
  wrong: number;
}

function compare(theme: Theme, outcome: Outcome): void {
  const beganAt = performance.now();
  const isForAll = Object.values(theme.programs).some(({ commandOnly }) => commandOnly === undefined);
  const ways = WAYS.filter(({ isCommand }) => isCommand || isForAll);
  const asked = new Map(ways.map((way) => [way, ask(way, theme)] as const));
  for (const [way, answers] of asked) if (typeof answers === 'string') print(`${theme.name}, ${way.name}: ${answers}`);
  for (const [name, entry] of Object.entries(theme.programs)) {
    outcome.programs++;
    if (entry.isHostile === true) outcome.hostile++;
    const lines = disagreementsOf(name, entry, asked);
    if (lines.length === 0) {
      if (entry.disagrees !== undefined) print(`${theme.name} / ${name}: agrees now; take the mark away`);
      continue;
    }
    if (entry.disagrees === undefined) outcome.wrong++;
    else outcome.known++;
    print(`${theme.name} / ${name}: ${entry.disagrees === undefined ? 'DISAGREES' : `known: ${entry.disagrees}`}`);
    print(`  ${entry.says}`);
    for (const line of lines) print(`  ${line}`);
  }
  const seconds = ((performance.now() - beganAt) / 1_000).toFixed(0);
  print(`${theme.name}: ${Object.keys(theme.programs).length} programs, ${seconds} s`);
}

await setup();
const names = process.argv.slice(2);
const outcome: Outcome = { programs: 0, hostile: 0, known: 0, wrong: 0 };
for (const theme of await loadThemes(names.length > 0 ? names : THEMES)) compare(theme, outcome);
const { programs, hostile, known, wrong } = outcome;
const agree = programs - known - wrong;
print(`${programs} programs (${hostile} hostile): ${agree} agree, ${known} known to disagree, ${wrong} disagree`);
process.exitCode = wrong > 0 ? 1 : 0;
