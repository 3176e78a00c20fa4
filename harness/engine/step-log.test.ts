import { expect, test } from 'vitest';
import { runOnce } from '../run/detailed-run.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { trial, trialOf } from '../testing/trial.ts';
import { READ, WRITE } from './access-log.ts';
import { defaultOrder } from './default-order.ts';
import { type Actor, DELIVERY, EFFECT, FOREVER, Operation, type Phase } from './operation.ts';
import { kindNamed, resourceNamed } from './resource.ts';
import { aliveKey } from './shared-keys.ts';
import { ISSUED_AT, RESOURCE, SEQUENCE, StepLog } from './step-log.ts';

const CUP = resourceNamed('cup');

/** Some I/O on the cup, without a bound in time. */
class Sip extends Operation {
  private readonly done: () => void;

  constructor(actor: Actor, phase: Phase, done: () => void) {
    super(actor, kindNamed('sip'), CUP, phase, 0, FOREVER);
    this.done = done;
  }

  override deliver(): void {
    this.done();
  }
}

/** The log of the default order. */
async function logOf(scenario: Scenario): Promise<StepLog> {
  const log = new StepLog();
  await runOnce(scenario, { strategy: { ...defaultOrder, log } });
  return log;
}

/** How a step touches the key; undefined: not at all. */
function modeOf(log: StepLog, step: number, key: number): number | undefined {
  for (let i = log.start(step); i < log.start(step + 1); i++) if (log.keys[i] === key) return log.modes[i];
  return undefined;
}

const stepsOf = (log: StepLog, field: number): number[] =>
  Array.from({ length: log.steps }, (_, i) => log.field(i + 1, field));

test('every step is in the log, however many there are', async () => {
  const walk = async (actor: Actor): Promise<void> => {
    for (let i = 0; i < 300; i++) await actor.gate('x');
  };
  const log = await logOf(trialOf({ walk }, { control: 'gates' }));
  expect(stepsOf(log, SEQUENCE)).toEqual(Array.from({ length: 301 }, (_, i) => i + 1));
  const gate = resourceNamed('x').hash;
  expect(new Set(stepsOf(log, RESOURCE).slice(1))).toEqual(new Set([gate]));
});

test('an effect touches what its operation names, the delivery after it no more, and the effect made that possible', async () => {
  const log = await logOf(
    trialOf({
      a: (actor) => new Promise<void>((resolve) => actor.execution.issue(new Sip(actor, EFFECT, resolve))),
      b: (actor) => actor.gate('x'),
    }),
  );
  const ofSip = stepsOf(log, RESOURCE).flatMap((resource, i) => (resource === CUP.hash ? [i + 1] : []));
  const [effect = 0, delivery = 0] = ofSip;
  expect(ofSip).toHaveLength(2);
  expect([effect, delivery].map((step) => modeOf(log, step, CUP.hash))).toEqual([WRITE, undefined]);
  expect([effect, delivery].map((step) => log.field(step, ISSUED_AT))).toEqual([1, effect]);
});

test('an operation without an effect touches what it names as it is delivered', async () => {
  const log = await logOf(
    trialOf({ a: (actor) => new Promise<void>((done) => actor.execution.issue(new Sip(actor, DELIVERY, done))) }),
  );
  expect(modeOf(log, 2, CUP.hash)).toBe(WRITE);
});

test('of what was withdrawn it is known in whose lane it was, if it was in one', async () => {
  const log = await logOf(
    trialOf({
      a: (actor) => {
        clearTimeout(setTimeout(() => {}, 5));
        const sip = new Sip(actor, DELIVERY, () => {});
        actor.execution.issue(sip);
        actor.execution.cancel(sip);
      },
    }),
  );
  // The timers of the first process.
  expect(log.phantoms.map(({ lane, at }) => ({ lane, at }))).toEqual([
    { lane: 0, at: 1 },
    { lane: -1, at: 1 },
  ]);
});

test('a kill writes whether the process is alive, which each of its steps reads once kills are expected', async () => {
  const log = new StepLog();
  let key = 0;
  const scenario = trial((env) => {
    const server = env.process('server');
    key = aliveKey(server);
    env.actor('served', server, () => {});
    env.actor('operator', env.process('shell'), () => env.kill(server));
  });
  const modes = [];
  for (let execution = 0; execution < 2; execution++) {
    await runOnce(scenario, { strategy: { ...defaultOrder, log } });
    modes.push([1, 2].map((step) => modeOf(log, step, key)));
  }
  expect(modes).toEqual([
    [undefined, WRITE],
    [READ, WRITE],
  ]);
});
