import fc from 'fast-check';
import type { Actor } from '../../engine/operation.ts';
import type { Env } from '../../scenario/env.ts';
import type { Undecided } from '../../scenario/property.ts';
import { defineScenario, type Scenario } from '../../scenario/scenario.ts';
import type { VerdictKind } from '../../scenario/verdict.ts';

/** Asked at the end of an execution: what is wrong, in a sentence, or why that cannot be told. Anything else: nothing is. */
export type Judge = () => string | false | undefined | Undecided;

/** Declares the actors of one execution and returns who judges it. */
export type Program = (env: Env) => Judge;

/** What is known of a program: `holds` for each property that is not named; `everything` is all of them. */
export type Expected = Readonly<Partial<Record<Claim | 'everything', VerdictKind>>>;

/** The one property of a program, `sound`, and the engine's own. */
export const CLAIMS = ['sound', 'no-deadlock', 'no-unhandled-rejection', 'no-actor-threw'] as const;
export type Claim = (typeof CLAIMS)[number];

/** A program whose answer follows from how Node works; the sentence says why. */
export interface Entry {
  readonly says: string;
  /** `broken`: a real bug. `correct`: looks racy, and every schedule is right. `undecidable`: no tool of this kind can tell. */
  readonly kind: 'broken' | 'correct' | 'undecidable';
  readonly expected: Expected;
  readonly program: Program;
  readonly isHostile?: boolean;
  /** Why nothing but the command survives it: a step that never returns ends with its thread. */
  readonly commandOnly?: string;
  /** What the tool says instead of the right answer: known, listed, and no failure. */
  readonly disagrees?: string;
}

export function broken(says: string, program: Program, ...violated: Claim[]): Entry {
  const claims = violated.length === 0 ? (['sound'] as const) : violated;
  return { says, kind: 'broken', program, expected: Object.fromEntries(claims.map((claim) => [claim, 'violated'])) };
}

export function correct(says: string, program: Program): Entry {
  return { says, kind: 'correct', program, expected: {} };
}

export function undecidable(says: string, program: Program, expected: Expected = { everything: 'unknown' }): Entry {
  return { says, kind: 'undecidable', program, expected };
}

/** The same, by code that does what well-behaved code never does. */
export function hostile(entry: Entry): Entry {
  return { ...entry, isHostile: true };
}

/** The same, of which the tool is known to say something else. */
export function disagreeing(instead: string, entry: Entry): Entry {
  return { ...entry, disagrees: instead };
}

/** Programs of one theme, explored by one command. */
export interface Theme {
  /** Of its file as well. */
  readonly name: string;
  readonly title: string;
  /** Exhaustive where programs are so small that `holds` is a proof. */
  readonly strategy: 'exhaustive' | 'portfolio';
  readonly schedules: number;
  /** Seconds after which a step never returns. */
  readonly hang?: number;
  readonly stepsMax?: number;
  readonly allow?: readonly string[];
  /** What processes share: see ScenarioSpec. */
  readonly memory?: 'shared' | 'per-process';
  readonly programs: Readonly<Record<string, Entry>>;
}

/** All programs of a theme as the implementations of one scenario. */
export function scenarioOf({ name, title, programs, stepsMax, allow = [], memory = 'shared' }: Theme): Scenario {
  return defineScenario<Program, null, null, Judge>({
    name,
    title,
    implementations: Object.fromEntries(
      Object.entries(programs).map(([each, { says, program }]) => [each, { says, subject: program }]),
    ),
    examples: { only: { workload: null, faults: null } },
    workload: fc.constant(null),
    faults: fc.constant(null),
    allow,
    memory,
    ...(stepsMax === undefined ? {} : { limits: { stepsMax } }),
    setup: (env, program) => program(env),
    properties: [
      {
        name: 'sound',
        kind: 'safety',
        level: 'strict',
        says: 'the program does what it is for',
        when: 'quiescence',
        judge: (judge) => answerOf(judge()),
      },
    ],
  });
}

function answerOf(wrong: ReturnType<Judge>): { message: string } | Undecided | undefined {
  if (typeof wrong === 'string') return { message: wrong };
  return typeof wrong === 'object' ? wrong : undefined;
}

/** For programs that only the engine's own properties judge. */
export const nothingElse: Judge = () => false;

type Bodies = Readonly<Record<string, (actor: Actor) => unknown>>;

/** Declares actors of one process. */
export function begin(env: Env, bodies: Bodies): Judge {
  const process = env.process('p');
  for (const [name, body] of Object.entries(bodies)) env.actor(name, process, body);
  return nothingElse;
}

/** The same, all in one turn. */
export function beginTogether(env: Env, bodies: Bodies): Judge {
  const process = env.process('p');
  env.together(...Object.entries(bodies).map(([name, body]) => env.actor(name, process, body)));
  return nothingElse;
}

/** Declares actors of one process that do the same. */
export function several(env: Env, count: number, body: (actor: Actor, index: number) => unknown): Judge {
  return begin(env, bodiesOf(count, body));
}

/** The same, all in one turn. */
export function severalTogether(env: Env, count: number, body: (actor: Actor, index: number) => unknown): Judge {
  return beginTogether(env, bodiesOf(count, body));
}

function bodiesOf(count: number, body: (actor: Actor, index: number) => unknown): Bodies {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`a${i}`, (actor: Actor): unknown => body(actor, i)]),
  );
}

/** A judge that compares: what it got, and what it should be. */
export function expects(actual: () => unknown, expected: unknown): Judge {
  return () => {
    const [is, should] = [JSON.stringify(actual()), JSON.stringify(expected)];
    return is !== should && `${is} instead of ${should}`;
  };
}

/** A promise with its ends in hand. */
export function deferred<T = void>(): {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: unknown) => void;
} {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
