import { expect, test } from 'vitest';
import { runOnce } from '../run/detailed-run.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { accessesOf, conflict } from '../strategies/dpor/accesses.ts';
import { trial, trialOf } from '../testing/trial.ts';
import { READ, WRITE } from './access-log.ts';
import { defaultOrder } from './default-order.ts';
import { type Actor, DELIVERY, EFFECT, FOREVER, Operation, type Phase } from './operation.ts';
import { kindNamed, resourceNamed } from './resource.ts';
import { aliveKey, CLOCK_KEY, SCENARIO_KEY } from './shared-keys.ts';
import { ISSUED_AT, keyOf, RESOURCE, SEQUENCE, StepLog, WHO } from './step-log.ts';

const CUP = resourceNamed('cup');

/** Some I/O on the cup, whose delivery comes `lateMs` after its effect or any time later. */
class Sip extends Operation {
  private readonly done: () => void;
  private readonly lateMs: number;

  constructor(actor: Actor, phase: Phase, done: () => void, lateMs: number = 0) {
    super(actor, kindNamed('sip'), CUP, phase, 0, FOREVER);
    this.done = done;
    this.lateMs = lateMs;
  }

  override deliveryWindow(): readonly [number, number] {
    return [this.lateMs, FOREVER];
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
    const shell = env.process('shell');
    key = aliveKey(server);
    env.actor('served', server, () => {});
    env.actor('operator', shell, () => env.kill(server));
    // It is dead by then.
    env.actor('another', shell, () => env.kill(server));
  });
  const modes = [];
  for (let execution = 0; execution < 2; execution++) {
    log.mustRestart = false;
    await runOnce(scenario, { strategy: { ...defaultOrder, log } });
    modes.push([log.mustRestart, ...[1, 2, 3].map((step) => modeOf(log, step, key))]);
  }
  expect(modes).toEqual([
    [true, undefined, WRITE, undefined],
    [false, READ, WRITE, undefined],
  ]);
});

const sip = (actor: Actor, phase: Phase, lateMs?: number): Promise<void> =>
  new Promise((resolve) => actor.execution.issue(new Sip(actor, phase, resolve, lateMs)));

test('a step that continues code may touch all that the scenario shares, or what its process has', async () => {
  const bodies = { a: (actor: Actor) => sip(actor, EFFECT) };
  const modes = (log: StepLog, key: number) => [1, 2, 3].map((step) => modeOf(log, step, key));
  expect(modes(await logOf(trialOf(bodies, { control: 'gates' })), SCENARIO_KEY)).toEqual([WRITE, undefined, WRITE]);
  let memory = 0;
  const apart = trial(
    (env) => {
      const process = env.process('p');
      memory = process.memoryKey;
      env.actor('a', process, bodies.a);
    },
    { control: 'gates', memory: 'per-process' },
  );
  const log = await logOf(apart);
  expect(modes(log, SCENARIO_KEY)).toEqual([undefined, undefined, undefined]);
  expect(modes(log, memory)).toEqual([WRITE, undefined, WRITE]);
});

test('an effect that runs code of the scenario touches what the scenario shares', async () => {
  class Served extends Sip {
    override get runsScenarioCode(): boolean {
      return true;
    }
  }
  const a = (actor: Actor) => new Promise<void>((done) => actor.execution.issue(new Served(actor, EFFECT, done)));
  for (const [memory, mode] of [['shared', WRITE] as const, ['per-process', undefined] as const]) {
    expect(modeOf(await logOf(trialOf({ a }, { control: 'gates', memory })), 2, SCENARIO_KEY)).toBe(mode);
  }
});

test('a step writes the clock if its window opens later than what made it possible', async () => {
  const clock = async (lateMs: number): Promise<(number | undefined)[]> => {
    const log = await logOf(trialOf({ a: (actor) => sip(actor, EFFECT, lateMs) }, { control: 'gates' }));
    return [2, 3].map((step) => modeOf(log, step, CLOCK_KEY));
  };
  expect(await clock(0)).toEqual([undefined, undefined]);
  // The effect reads it: the window is counted from what it says.
  expect((await clock(5))[1]).toBe(WRITE);
});

test('a step reads the clock if what it issues has a window that time opens, or closes', async () => {
  class Due extends Operation {
    override deliver(): void {}
  }
  const issues = async (earliest: number, latest: number): Promise<number | undefined> => {
    const a = (actor: Actor) =>
      actor.execution.issue(new Due(actor, kindNamed('due'), CUP, DELIVERY, earliest, latest));
    return modeOf(await logOf(trialOf({ a }, { control: 'gates' })), 1, CLOCK_KEY);
  };
  expect(await issues(0, FOREVER)).toBeUndefined();
  expect(await issues(5, FOREVER)).toBe(READ);
  expect(await issues(0, 5)).toBe(READ);
});

test('a second effect that may come at once does not wait for the clock, however late the first one was', async () => {
  class Twice extends Operation {
    private readonly done: () => void;

    constructor(actor: Actor, earliestMs: number, done: () => void) {
      super(actor, kindNamed('sip'), CUP, EFFECT, earliestMs, FOREVER);
      this.done = done;
    }

    override effect(): 'again' | 'deliver' {
      return this.effects === 0 ? 'again' : 'deliver';
    }

    override deliver(): void {
      this.done();
    }
  }
  const a = (actor: Actor) => new Promise<void>((done) => actor.execution.issue(new Twice(actor, 5, done)));
  const log = await logOf(trialOf({ a }, { control: 'gates' }));
  expect([2, 3, 4].map((step) => modeOf(log, step, CLOCK_KEY))).toEqual([WRITE, undefined, undefined]);
});

test('a gate that reads is logged as a read, one that writes as a write', async () => {
  const log = await logOf(
    trialOf(
      {
        a: async (actor) => {
          await actor.gate('x', 'reads');
          await actor.gate('x', 'writes');
        },
      },
      { control: 'gates' },
    ),
  );
  expect([2, 3].map((step) => modeOf(log, step, resourceNamed('x').hash))).toEqual([READ, WRITE]);
});

/** Whose operations the log has left over, and when they were withdrawn. */
const leftOver = ({ phantoms }: StepLog) => phantoms.map(({ who, at }) => ({ who, at }));

test('what a kill withdraws is known, and of others nothing', async () => {
  let pending = 0;
  const scenario = trial((env) => {
    const [server, shell] = [env.process('server'), env.process('shell')];
    env.actor('served', server, (actor) => {
      const operation = new Sip(actor, DELIVERY, () => {});
      pending = keyOf(operation);
      actor.execution.issue(operation);
    });
    env.actor('operator', shell, (actor) => {
      void actor.gate('y');
      env.kill(server);
    });
  });
  const log = new StepLog();
  await runOnce(scenario, { strategy: { ...defaultOrder, choose: () => 0, log } });
  expect(leftOver(log)).toEqual([{ who: pending, at: 2 }]);
  // Also of an execution that repeats these steps.
  log.knownSteps = 2;
  await runOnce(scenario, { strategy: { ...defaultOrder, choose: () => 0, log } });
  expect(leftOver(log)).toEqual([{ who: pending, at: 2 }]);
});

test('what is blocked to the end is known; what a bound cut off might still have run', async () => {
  class Blocked extends Sip {
    override mayBlock = true;

    override isBlocked(): boolean {
      return true;
    }
  }
  const scenario = trialOf(
    { a: (actor) => new Promise<void>((done) => actor.execution.issue(new Blocked(actor, DELIVERY, done))) },
    { control: 'gates' },
  );
  const log = await logOf(scenario);
  expect(log.phantoms.map(({ at, resource }) => ({ at, resource }))).toEqual([{ at: 2, resource: CUP.hash }]);
  const cut = new StepLog();
  const gates = trialOf({ a: (actor) => actor.gate('x') }, { control: 'gates' });
  const { leaks } = await runOnce(gates, { strategy: { ...defaultOrder, log: cut }, limits: { stepsMax: 1 } });
  expect([cut.steps, cut.phantoms, leaks]).toEqual([1, [], []]);
});

test('what was withdrawn too late depends on what withdraws it, once that is expected', async () => {
  const log = new StepLog();
  let first = 0;
  const scenario = trial(
    (env) => {
      let operation: Operation | null = null;
      env.actor('a', env.process('p'), (actor) => {
        operation = new Sip(actor, DELIVERY, () => {});
        first = keyOf(operation);
        actor.execution.issue(operation);
      });
      env.actor('b', env.process('q'), async (actor) => {
        await actor.gate('y');
        if (operation !== null) actor.execution.cancel(operation);
      });
    },
    { control: 'gates', memory: 'per-process' },
  );
  const depend: boolean[] = [];
  for (let execution = 0; execution < 2; execution++) {
    await runOnce(scenario, { strategy: { ...defaultOrder, log } });
    const [late, canceller] = [stepsOf(log, WHO).indexOf(first) + 1, log.steps];
    depend.push(conflict(accessesOf(log, late), accessesOf(log, canceller)));
  }
  expect(depend).toEqual([false, true]);
});
