import { receiveMessageOnPort, MessagePort as WorkerPort } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { explore } from '../../explore/explore.ts';
import { runOnce } from '../../run/detailed-run.ts';
import { trial, trialOf } from '../../testing/trial.ts';

type Port = WorkerPort & { onmessage(event: MessageEvent): void };

function ports(): [Port, Port] {
  const { port1, port2 } = new MessageChannel();
  return [port1, port2] as unknown as [Port, Port];
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test('a message is an operation of who gets it, and no leak', async () => {
  const seen: unknown[] = [];
  const body = async (): Promise<void> => {
    const [one, other] = ports();
    other.on('message', (value) => seen.push(value, other instanceof WorkerPort));
    one.postMessage({ n: 1 });
    await sleep(5);
    one.close();
  };
  const { leaks, events } = await runOnce(trialOf({ a: body }));
  expect(leaks).toEqual([]);
  expect(seen).toEqual([{ n: 1 }, true]);
  const texts = events.map(({ text }) => text);
  expect(texts).toEqual(expect.arrayContaining([expect.stringMatching(/^a#\d message port:a\.2/)]));
  expect(texts).toEqual(expect.arrayContaining([expect.stringMatching(/^a#\d close port:a\.2/)]));
});

test('a message and a timer come in both orders, messages of one port in theirs', async () => {
  const orders = new Set<string>();
  const body = async (): Promise<void> => {
    const [one, other] = ports();
    let seen = '';
    other.on('message', (value) => {
      seen += String(value);
    });
    setTimeout(() => {
      seen += 't';
    }, 1);
    one.postMessage(1);
    one.postMessage(2);
    await sleep(9);
    orders.add(seen);
    one.close();
  };
  await explore(trialOf({ a: body }), 'only', { strategy: 'exhaustive' });
  expect([...orders].sort()).toEqual(['12t', '1t2', 't12']);
});

test('a port with a listener keeps its process alive, until it is closed or unrefed', async () => {
  const ends = async (how: (port: Port) => void): Promise<boolean> => {
    let hasEnded = false;
    const body = (): void => {
      const [, other] = ports();
      other.on('message', () => {});
      process.on('exit', () => {
        hasEnded = true;
      });
      how(other);
    };
    await runOnce(trialOf({ a: body }));
    return hasEnded;
  };
  expect(await ends(() => {})).toBe(false);
  expect(await ends((port) => port.close())).toBe(true);
  expect(await ends((port) => port.unref())).toBe(true);
  expect(await ends((port) => void port.removeAllListeners('message'))).toBe(true);
});

test('nobody who waits for a message that is never sent is missed silently', async () => {
  const body = (): Promise<void> => {
    const [, other] = ports();
    return new Promise((resolve) => void other.once('message', () => resolve()));
  };
  expect((await runOnce(trialOf({ a: body }))).ending).toBe('deadlock');
});

test('what is broadcast reaches the channels of its own process, with its threads', async () => {
  const seen: string[] = [];
  const scenario = trial((env) => {
    const [a, b] = [env.process('a'), env.process('b')];
    const places = { a, thread: env.process('thread', { threadOf: a }), b };
    for (const [name, place] of Object.entries(places)) {
      env.actor(
        name,
        place,
        async () => {
          const channel = new BroadcastChannel('news');
          channel.onmessage = (event) => seen.push(`${name} ${(event as MessageEvent).data}`);
          await sleep(5);
          if (name === 'a') channel.postMessage('hello');
          await sleep(20);
          channel.close();
        },
        { latestMs: 0 },
      );
    }
  });
  const { leaks, ending } = await runOnce(scenario);
  expect([leaks, ending, seen]).toEqual([[], 'quiescent', ['thread hello']]);
});

test('what a listener throws is the step of the message', async () => {
  const body = async (): Promise<void> => {
    const [one, other] = ports();
    other.on('message', () => {
      throw new Error('mine');
    });
    one.postMessage(1);
    await sleep(5);
    one.close();
  };
  const { run } = await runOnce(trialOf({ a: body }));
  expect(run.execution.unhandled.map(({ actor, error }) => [actor, String(error)])).toEqual([['a', 'Error: mine']]);
});

test('outside of executions all of it is real', async () => {
  const [one, other] = ports();
  one.postMessage('real');
  expect(receiveMessageOnPort(other)).toEqual({ message: 'real' });
  expect(Object.getPrototypeOf(one)).toBe(WorkerPort.prototype);
  one.close();
});
