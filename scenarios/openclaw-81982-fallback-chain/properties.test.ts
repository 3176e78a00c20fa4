import { expect, test } from 'vitest';
import type { Env } from '../../harness/index.ts';
import { importsOf } from '../../harness/testing/import-graph.ts';
import { expectedChain } from './expected-chain.ts';
import { properties } from './properties.ts';
import { FallbackRecord, type MessageRecord, type TruePin } from './record.ts';
import { SERVICE_PROPERTIES } from './service-properties.ts';

const CAP_MS = 300_000;
/** The judges read the record only. */
const NO_ENV = {} as Env;

/** A record written by hand: each call is a step later, `at` sets the time. */
class Story {
  readonly record: FallbackRecord;
  private step = 0;
  private now = 0;
  private runs = 0;

  constructor() {
    this.record = new FallbackRecord(CAP_MS, () => ({ step: ++this.step, at: this.now }));
    this.record.configChange({ a: ['x', 'y', 'z'] });
    this.record.logged('gateway restart completed: config revision 1');
  }

  at(ms: number): this {
    this.now = ms;
    return this;
  }

  /** A message of session s1 whose run attempts these models. */
  run(...models: string[]): MessageRecord {
    const message = this.record.messageSent('a', 's1');
    const run = `run-${++this.runs}`;
    this.record.logged(`embedded run start: run=${run} agent=a session=s1`);
    for (const [i, model] of models.entries()) this.record.requested(run, i + 1, model);
    return message;
  }

  failed(candidate: string, next: string): this {
    const outcome = `requested=${candidate} candidate=${candidate} reason=timeout next=${next}`;
    this.record.logged(`model-fallback/decision: decision=candidate_failed ${outcome} run=run-${this.runs}`);
    return this;
  }

  end(message: MessageRecord, outcome: MessageRecord['outcome']): this {
    this.record.messageEnded(message, outcome);
    return this;
  }

  change(...chain: string[]): this {
    this.record.acknowledge(this.record.configChange({ a: chain }));
    return this;
  }

  applied(revision: number): this {
    this.record.logged(`gateway restart completed: config revision ${revision}`);
    return this;
  }

  isAnswered(): boolean {
    const [runIsAnswered] = SERVICE_PROPERTIES;
    return runIsAnswered?.judge(this.record, NO_ENV) === undefined;
  }

  /** Of the properties of chains and reloads: most stories do not tell all that became of their runs. */
  broken(): string[] {
    const judged = properties.filter((property) => !SERVICE_PROPERTIES.includes(property));
    return judged.filter(({ judge }) => judge(this.record, NO_ENV) !== undefined).map(({ name }) => name);
  }
}

/** By hand, from what the report and the maintainers say. */
const EXPECTED: readonly (readonly [string, readonly string[], TruePin | null, readonly string[]])[] = [
  ['no pin: as configured', ['x', 'y', 'z'], null, ['x', 'y', 'z']],
  ['the user chose one: that alone', ['x', 'y', 'z'], { by: 'user', model: 'y', origin: '' }, ['y']],
  ['the user chose one that is not configured', ['x', 'y'], { by: 'user', model: 'w', origin: '' }, ['w']],
  ['the last one stands in: first, all others after it', ['x', 'y', 'z'], fallback('z', 'x'), ['z', 'x', 'y']],
  ['the middle one stands in', ['x', 'y', 'z'], fallback('y', 'x'), ['y', 'x', 'z']],
  ['it stood in for what is no primary any more', ['w', 'y', 'x'], fallback('y', 'x'), ['w', 'y', 'x']],
  ['it is the primary now', ['y', 'x', 'z'], fallback('y', 'x'), ['y', 'x', 'z']],
  ['it was removed', ['x', 'z'], fallback('y', 'x'), ['x', 'z']],
  ['the primary alone is left', ['x'], fallback('y', 'x'), ['x']],
];

function fallback(model: string, origin: string): TruePin {
  return { by: 'fallback', model, origin };
}

test.each(EXPECTED)('the chain that is expected, %s', (_, chain, pin, expected) => {
  expect(expectedChain(chain, pin)).toEqual(expected);
});

test('in which order models are tried, and of which config, is our policy and not what the report asks for', () => {
  expect(properties.find(({ name }) => name === 'attempts-follow-start-chain')?.level).toBe('strict');
});

test('nothing by which runs are judged calls code under test', () => {
  const reached = new Set(['scenarios/openclaw-81982-fallback-chain/properties.ts']);
  for (const file of reached) {
    for (const { target, isOurs, isType } of importsOf(file)) {
      if (isOurs && !isType && !target.startsWith('harness/')) reached.add(target);
    }
  }
  expect(reached.size).toBeGreaterThan(4);
  expect([...reached].filter((file) => file.startsWith('src/'))).toEqual([]);
});

test('next=none after the last candidate breaks nothing', () => {
  const story = new Story();
  const message = story.run('x', 'y', 'z');
  expect(story.failed('z', 'none').end(message, 'failed').broken()).toEqual([]);
});

test('next=none with one candidate left breaks next-never-none-while-untried', () => {
  const story = new Story();
  const message = story.run('x', 'y');
  expect(story.failed('y', 'none').end(message, 'failed').broken()).toEqual(['next-never-none-while-untried']);
});

test('an attempt that timed out before the provider heard of it counts, and is not counted again when it does', () => {
  const story = new Story();
  const message = story.run('x');
  story.failed('x', 'y').failed('y', 'z');
  story.record.requested('run-1', 2, 'y');
  story.record.requested('run-1', 3, 'z');
  expect(story.failed('z', 'none').end(message, 'failed').broken()).toEqual([]);
});

test('a run that is refused is answered for if all its models failed or a restart at the cap came, and else not', () => {
  const early = new Story();
  const message = early.run('x', 'y', 'z');
  early.failed('x', 'y').failed('y', 'z');
  early.record.messageRejected(message);
  expect([message.outcome, early.isAnswered()]).toEqual(['failed', false]);
  const late = new Story();
  const last = late.run('x', 'y', 'z');
  late.failed('x', 'y').failed('y', 'z').failed('z', 'none');
  late.record.messageRejected(last);
  expect([last.outcome, late.isAnswered()]).toEqual(['failed', true]);
  for (const [atMs, outcome] of [
    [CAP_MS, 'cut off'],
    [CAP_MS - 1, 'failed'],
  ] as const) {
    const restarted = new Story();
    const run = restarted.run('x');
    restarted.change('x', 'y').at(atMs).record.logged('received SIGUSR1; restarting');
    restarted.record.messageRejected(run);
    expect([run.outcome, restarted.isAnswered()]).toEqual([outcome, outcome === 'cut off']);
  }
});

test('what a run that is cut off finds as its next model breaks nothing', () => {
  const story = new Story();
  const message = story.run('x', 'y');
  story.change('x', 'y').at(CAP_MS + 1_000);
  expect(story.applied(2).failed('y', 'none').end(message, 'cut off').broken()).toEqual([]);
});

test('a model attempted again breaks no-candidate-twice and the order', () => {
  const story = new Story();
  story.end(story.run('x', 'y', 'x'), 'answered');
  expect(story.broken()).toEqual(['no-candidate-twice', 'attempts-follow-start-chain']);
});

test('a candidate left out breaks attempts-follow-start-chain', () => {
  const story = new Story();
  story.end(story.run('x', 'z'), 'answered');
  expect(story.broken()).toEqual(['attempts-follow-start-chain']);
});

test('a second model for a session of the user’s choice breaks user-pin-strict, giving up does not', () => {
  for (const [models, broken] of [
    [['y'], []],
    [
      ['y', 'x'],
      ['attempts-follow-start-chain', 'user-pin-strict'],
    ],
  ] as const) {
    const story = new Story();
    story.record.pinned('s1', { by: 'user', model: 'y', origin: '' });
    const message = story.run(...models);
    expect(story.failed('y', 'none').end(message, 'failed').broken()).toEqual(broken);
  }
});

test('giving up on an automatically pinned session before the chain’s end breaks auto-pin-keeps-fallbacks', () => {
  const story = new Story();
  story.record.pinned('s1', { by: 'fallback', model: 'y', origin: 'x' });
  const message = story.run('y', 'x');
  expect(story.end(message, 'failed').broken()).toEqual(['auto-pin-keeps-fallbacks']);
});

test('a session stays with the fallback that answered until its primary is another', () => {
  const story = new Story();
  story.end(story.run('x', 'y'), 'answered').end(story.run('y'), 'answered');
  story.change('z', 'y').applied(2);
  expect(story.end(story.run('z'), 'answered').broken()).toEqual([]);
  expect(story.end(story.run('y'), 'answered').broken()).toEqual(['attempts-follow-start-chain']);
});

test('a follow-up may use a still newer config, but no model that only the old one had', () => {
  const story = new Story();
  story.change('z', 'y').applied(2);
  expect(story.end(story.run('x'), 'answered').broken()).toContain('follow-up-uses-new-config');
  const newer = new Story();
  newer.change('z', 'y').applied(2);
  newer.change('w', 'y');
  expect(newer.end(newer.run('w'), 'answered').broken()).not.toContain('follow-up-uses-new-config');
});

test('what a run does after its user chose another model is nobody’s fault', () => {
  const story = new Story();
  const message = story.run('x');
  story.record.choiceBegan('s1', 'z');
  story.record.choiceEnded('s1');
  story.record.requested('run-1', 2, 'z');
  expect(story.failed('z', 'none').end(message, 'failed').broken()).toEqual([]);
  expect(story.end(story.run('x'), 'answered').broken()).toContain('user-pin-strict');
});

const RELOAD = 'reload-not-mid-run-and-applied-after';

test('a change applied during a run breaks the reload property before the cap, not at the cap', () => {
  const early = new Story();
  early.run('x');
  expect(
    early
      .change('y', 'z')
      .at(CAP_MS - 1)
      .applied(2)
      .broken(),
  ).toEqual([RELOAD]);
  const atCap = new Story();
  atCap.run('x');
  expect(atCap.change('y', 'z').at(CAP_MS).applied(2).broken()).toEqual([]);
});

test('a change applied 1,000 ms after the last run is in time, 1,001 ms is late', () => {
  for (const [delayMs, broken] of [
    [1_000, []],
    [1_001, [RELOAD]],
  ] as const) {
    const story = new Story();
    const message = story.run('x');
    story.change('y', 'z').at(7_000).end(message, 'answered');
    expect(
      story
        .at(7_000 + delayMs)
        .applied(2)
        .broken(),
    ).toEqual(broken);
  }
});

test('a run that begins within the second makes the change wait for it too', () => {
  const story = new Story();
  const first = story.run('x');
  story.change('y', 'z').at(1_000).end(first, 'answered');
  const second = story.at(1_400).run('x');
  story.at(9_000).end(second, 'answered');
  expect(story.at(9_900).applied(2).broken()).toEqual([]);
});

test('a change that is never applied, or long after the cap, breaks the reload property', () => {
  const never = new Story();
  expect(never.change('y', 'z').broken()).toEqual([RELOAD]);
  const late = new Story();
  late.run('x');
  expect(
    late
      .change('y', 'z')
      .at(CAP_MS + 1_001)
      .applied(2)
      .broken(),
  ).toEqual([RELOAD]);
});

test('a follow-up may run on the old models while the change is not due, and not after', () => {
  for (const [pauseMs, broken] of [
    [900, []],
    [1_100, ['follow-up-uses-new-config']],
  ] as const) {
    const story = new Story();
    const first = story.run('x');
    story.change('y', 'z').at(1_000).end(first, 'answered');
    story.at(1_000 + pauseMs);
    story.end(story.run('x'), 'answered');
    expect(
      story
        .applied(2)
        .broken()
        .filter((name) => name !== RELOAD),
    ).toEqual(broken);
  }
});
