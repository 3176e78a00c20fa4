import nodeTimers from 'node:timers';
import { setInterval as every, scheduler, setTimeout as sleep, setImmediate as yieldOnce } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { runAs } from '../../engine/current-actor.ts';
import { runOnce } from '../../run/detailed-run.ts';
import { randomWalk } from '../../strategies/random-walk.ts';
import { trial, trialOf } from '../../testing/trial.ts';
import { Connection } from '../../world/network/connections.ts';

/** Runs one actor in the default order and returns what it logged. */
async function logOf(body: (log: (text: string) => void) => unknown): Promise<string[]> {
  const lines: string[] = [];
  const scenario = trial((env) => {
    env.actor('a', env.process('p'), () => body((text) => lines.push(`${env.now} ${text}`)), { latestMs: 0 });
  });
  const { run } = await runOnce(scenario);
  expect(run.violations).toEqual([]);
  expect(run.ending).toEqual({ kind: 'quiescent', excused: [] });
  return lines;
}

test('a timer fires at its virtual time with its arguments and itself as this', async () => {
  const lines = await logOf((log) => {
    const timer: unknown = setTimeout(
      function (this: unknown, a: string, b: number) {
        log(`${a} ${b} ${this === timer}`);
      },
      250,
      'x',
      7,
    );
  });
  expect(lines).toEqual(['250 x 7 true']);
});

test('delays are coerced as Node does', async () => {
  const lines = await logOf((log) => {
    for (const delay of [0, -5, Number.NaN, undefined, 2 ** 31, 1.9, '30']) {
      setTimeout(() => log(String(delay)), delay as number);
    }
  });
  expect(lines).toEqual(['1 0', '1 -5', '1 NaN', '1 undefined', '1 2147483648', '1 1.9', '30 30']);
});

test('a callback that is no function is refused in the words of Node', async () => {
  const lines = await logOf((log) => {
    try {
      setTimeout('code' as unknown as () => void, 1);
    } catch (error) {
      log(String(Reflect.get(error as object, 'code')));
    }
  });
  expect(lines).toEqual(['0 ERR_INVALID_ARG_TYPE']);
});

test('an interval repeats until it is cleared, each time as a new operation', async () => {
  let ticks = 0;
  const scenario = trialOf({
    a: () => {
      const timer = nodeTimers.setInterval(() => {
        if (++ticks === 3) nodeTimers.clearInterval(timer);
      }, 10);
    },
  });
  const { recorder } = await runOnce(scenario);
  expect(recorder.events.map((event) => `${event.at} ${event.text}`)).toEqual([
    '0 a#1 start actor',
    '10 a#2 timer timer:10ms',
    '20 a#3 timer timer:10ms',
    '30 a#4 timer timer:10ms',
  ]);
});

test('a timer is cleared by its object, by its number, by its number as text, from any actor', async () => {
  const fired: string[] = [];
  let first: NodeJS.Timeout | undefined;
  const scenario = trialOf({
    a: () => {
      first = setTimeout(() => fired.push('object'), 10);
      clearTimeout(Number(setTimeout(() => fired.push('number'), 10)));
      clearTimeout(String(+setTimeout(() => fired.push('text'), 10)));
      setTimeout(() => fired.push('kept'), 10);
    },
    b: async () => {
      await sleep(5);
      clearTimeout(first);
    },
  });
  await runOnce(scenario);
  expect(fired).toEqual(['kept']);
});

test('a real timer is cleared by an actor, a virtual one by nobody in particular', async () => {
  let fired = 0;
  const real = setTimeout(() => fired++, 1_000);
  let virtual: NodeJS.Timeout | undefined;
  await runOnce(
    trialOf({
      a: () => {
        clearTimeout(real);
        virtual = setTimeout(() => fired++, 1_000);
      },
    }),
  );
  clearTimeout(virtual);
  await sleep(1_100);
  expect(fired).toBe(1);
});

test('refresh starts the delay again, before and after the timer has fired, and not once it is cleared', async () => {
  const lines = await logOf(async (log) => {
    const timer = setTimeout(() => log('fired'), 100);
    await sleep(60);
    timer.refresh();
    await sleep(200);
    timer.refresh();
    await sleep(200);
    clearTimeout(timer);
    timer.refresh();
  });
  expect(lines).toEqual(['160 fired', '360 fired']);
});

test('unref and ref work and are seen by hasRef', async () => {
  const lines = await logOf((log) => {
    const timer = setTimeout(() => log('never: nothing else holds the process'), 10).unref();
    log(String(timer.hasRef()));
    const other = setTimeout(() => log('fired'), 5).unref();
    log(String(other.ref() === other && other.hasRef()));
  });
  expect(lines).toEqual(['0 false', '0 true', '5 fired']);
});

test('timers are disposable, immediates too', async () => {
  const lines = await logOf((log) => {
    setTimeout(() => log('timer'), 1)[Symbol.dispose]();
    setImmediate(() => log('immediate'))[Symbol.dispose]();
    clearImmediate(setImmediate(() => log('cleared')));
    setImmediate((text: string) => log(text), 'kept');
  });
  expect(lines).toEqual(['0 kept']);
});

test('promises: setTimeout, setImmediate, scheduler and promisify run on the virtual clock', async () => {
  const lines = await logOf(async (log) => {
    log(String(await sleep(40, 'slept')));
    log(String(await yieldOnce('yielded')));
    await scheduler.wait(10);
    log('waited');
    await scheduler.yield();
    log(String(await promisify(setTimeout)(50, 'promisified')));
    log(String(await promisify(setImmediate)('promisified')));
  });
  expect(lines).toEqual(['40 slept', '40 yielded', '50 waited', '100 promisified', '100 promisified']);
});

test('promises: setInterval yields once a tick and loses none while its body is busy', async () => {
  const lines = await logOf(async (log) => {
    let ticks = 0;
    for await (const value of every(10, 'tick')) {
      log(value);
      if (++ticks === 1) await sleep(25);
      if (ticks === 4) break;
    }
  });
  expect(lines).toEqual(['10 tick', '35 tick', '35 tick', '40 tick']);
});

test('promises: an aborted signal rejects with the AbortError of Node and its cause', async () => {
  const lines = await logOf(async (log) => {
    const report = (error: Error): void => log(`${error.name} ${Reflect.get(error, 'code')} ${error.cause}`);
    const aborting = new AbortController();
    setTimeout(() => aborting.abort('enough'), 5);
    await sleep(1_000, undefined, { signal: aborting.signal }).catch(report);
    await sleep(1_000, undefined, { signal: aborting.signal }).catch(report);
    await yieldOnce(undefined, { signal: aborting.signal }).catch(report);
    const consume = async (): Promise<void> => {
      for await (const _ of every(1_000, undefined, { signal: AbortSignal.timeout(7) })) log('tick');
    };
    setTimeout(() => {}, 50);
    await consume().catch((error) => log(error.name));
  });
  expect(lines).toEqual([
    '5 AbortError ABORT_ERR enough',
    '5 AbortError ABORT_ERR enough',
    '5 AbortError ABORT_ERR enough',
    '12 AbortError',
  ]);
});

test('AbortSignal.timeout aborts with a TimeoutError at its virtual time', async () => {
  const lines = await logOf(async (log) => {
    const signal = AbortSignal.timeout(120);
    AbortSignal.any([signal]).addEventListener('abort', () => log('any'));
    signal.addEventListener('abort', () => {
      log(`${signal.reason.name} ${signal.reason.code} ${signal.reason instanceof DOMException}`);
    });
    await sleep(200);
  });
  expect(lines.toSorted()).toEqual(['120 TimeoutError 23 true', '120 any']);
});

test('what is aborted or only to be aborted does not keep the execution going', async () => {
  const ends: number[] = [];
  for (const body of [
    () => AbortSignal.timeout(1_000),
    () => sleep(1_000, undefined, { signal: AbortSignal.timeout(40) }).catch(() => {}),
    () => yieldOnce(undefined, { ref: false }),
  ]) {
    const { run } = await runOnce(trial((env) => env.actor('a', env.process('p'), () => void body())));
    expect(run.ending).toEqual({ kind: 'quiescent', excused: [] });
    ends.push(run.execution.now);
  }
  // The first ends at once, with its signal unaborted; the second when it is aborted.
  expect(ends).toEqual([0, 40, 0]);
});

test('an immediate and a 0 ms timer that an actor sets together come in either order', async () => {
  const seen = new Set<string>();
  for (let seed = 0; seed < 30; seed++) {
    const order: string[] = [];
    const scenario = trialOf({
      a: () => {
        setTimeout(() => order.push('timer'), 0);
        setImmediate(() => order.push('immediate'));
      },
    });
    await runOnce(scenario, { strategy: randomWalk(seed) });
    seen.add(order.join());
  }
  expect([...seen].toSorted()).toEqual(['immediate,timer', 'timer,immediate']);
});

test("a daemon's longest timer is an upstream that never answers: it is never due and keeps nothing going", async () => {
  let fired = false;
  const scenario = trial((env) => {
    const process = env.process('p');
    env.actor('client', process, async (client) => {
      const daemon = env.execution.actor('upstream', process, () => sleep(2 ** 31 - 1), { isDaemon: true });
      runAs(daemon, () => daemon.begin());
      // What a request to the daemon counts while it waits.
      new Connection(env.execution, client).setWaiting(true);
      await new Promise((resolve) => setTimeout(resolve, 1));
      fired = true;
      await new Promise(() => {});
    });
  });
  const { run } = await runOnce(scenario);
  expect(fired).toBe(true);
  expect(run.ending).toEqual({ kind: 'quiescent', excused: [] });
  expect(run.execution.now).toBe(1);
});

test('a callback that throws is recorded with its step and actor, and the execution goes on', async () => {
  const lines: string[] = [];
  const scenario = trialOf({
    a: () => {
      setTimeout(() => {
        throw new Error('in a');
      }, 5);
    },
    b: async () => {
      await sleep(10);
      lines.push('b goes on');
    },
  });
  const { run } = await runOnce(scenario);
  expect(run.execution.unhandled).toEqual([{ step: 3, actor: 'a', error: new Error('in a') }]);
  expect(run.violations.map((violation) => violation.property)).toEqual(['no-unhandled-rejection']);
  expect(lines).toEqual(['b goes on']);
});

test('outside an execution every timer function is the real one', async () => {
  expect(await sleep(1, 'real')).toBe('real');
  expect(nodeTimers.setTimeout).toBe(globalThis.setTimeout);
  expect(await promisify(setTimeout)(1, 'real')).toBe('real');
  expect(AbortSignal.timeout(1_000).aborted).toBe(false);
});
