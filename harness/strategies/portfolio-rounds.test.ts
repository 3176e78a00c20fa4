import { afterEach, expect, test, vi } from 'vitest';
import { CoverageGuided } from './coverage-guided.ts';
import { Pct } from './pct.ts';
import { Portfolio } from './portfolio.ts';
import { Pos } from './pos.ts';
import { RandomWalk } from './random-walk.ts';
import { Surw } from './surw.ts';
import { Urw } from './urw.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const ROUNDS = 60;

/** Whose turn it was, round by round, and the depths of PCT. */
function rounds(): { members: string[][]; depths: unknown[] } {
  const begun: string[] = [];
  const pct: Pct[] = [];
  for (const { prototype } of [RandomWalk, Pct, Urw, Surw, CoverageGuided, Pos]) {
    const { begin } = prototype;
    vi.spyOn(prototype, 'begin').mockImplementation(function (this: Pct): boolean {
      begun.push(this.constructor.name);
      if (this instanceof Pct && !pct.includes(this)) pct.push(this);
      if (this instanceof Pct) depths.push(pct.indexOf(this));
      return this instanceof CoverageGuided || begin.call(this);
    });
  }
  const depths: number[] = [];
  const portfolio = new Portfolio(1);
  const members = Array.from({ length: ROUNDS }, () => {
    begun.length = 0;
    for (let turn = 0; turn < 6; turn++) portfolio.begin();
    return [...begun];
  });
  return { members, depths };
}

test('in each round every member has one turn, and PCT goes from one depth to the next', () => {
  const { members, depths } = rounds();
  for (const round of members) expect(new Set(round).size).toBe(6);
  expect(depths).toEqual(Array.from({ length: ROUNDS }, (_, i) => i % 3));
});

test('a round is in any order: each member has each place in some, and the last may be the last again', () => {
  const { members } = rounds();
  for (let place = 0; place < 6; place++) expect(new Set(members.map((round) => round[place])).size).toBe(6);
  const again = members.filter((round, i) => i > 0 && round[5] === members[i - 1]?.[5]);
  expect(again.length).toBeGreaterThan(2);
  expect(again.length).toBeLessThan(25);
});
