import { setTimeout as sleep } from 'node:timers/promises';
import { receiveMessageOnPort, type MessagePort as WorkerPort } from 'node:worker_threads';
import { outcomeOf, type Program, programs, said } from '../program.ts';

type Port = WorkerPort & {
  onmessage: (event: MessageEvent) => void;
  addEventListener(type: string, listener: (event: Event) => void): void;
  hasRef?(): boolean;
};

function ports(): [Port, Port] {
  const { port1, port2 } = new MessageChannel();
  return [port1 as never, port2 as never];
}

const channel = programs('MessageChannel', {
  'messages in order, each in a turn': async ({ log }) => {
    const [one, other] = ports();
    other.on('message', (value) => {
      log(said(value));
      queueMicrotask(() => log('microtask'));
      process.nextTick(() => log('tick'));
      if (value === 3) one.close();
    });
    for (const value of [1, 2, 3]) one.postMessage(value);
    log('sent');
    await sleep(5);
  },
  'both ways': async ({ log }) => {
    const [one, other] = ports();
    one.on('message', (value) => {
      log(`one ${said(value)}`);
      one.close();
    });
    other.on('message', (value) => {
      log(`other ${said(value)}`);
      other.postMessage({ answer: value });
    });
    one.postMessage([1, { a: new Map([[1, 2]]) }]);
    await sleep(5);
  },
  'onmessage, addEventListener and on': async ({ log }) => {
    const [one, other] = ports();
    other.onmessage = ({ data, type }) => log(`onmessage ${type} ${said(data)}`);
    other.addEventListener('message', (event) => log(`event ${event.constructor.name} ${event.target === other}`));
    other.on('message', (value) => log(`on ${said(value)}`));
    one.postMessage('text');
    await sleep(5);
    one.close();
  },
  'once takes one': async ({ log }) => {
    const [one, other] = ports();
    other.once('message', (value) => log(said(value)));
    one.postMessage(1);
    one.postMessage(2);
    await sleep(5);
    log(said(receiveMessageOnPort(other)));
    one.close();
  },
  'what was sent before anybody listens is kept': async ({ log }) => {
    const [one, other] = ports();
    one.postMessage('early');
    await sleep(2);
    other.on('message', (value) => log(said(value)));
    await sleep(5);
    one.close();
  },
  'is cloned as it is sent': async ({ log }) => {
    const [one, other] = ports();
    const value = { n: 1 };
    other.on('message', (got) => {
      log(`${said(got)} ${got === value}`);
      one.close();
    });
    one.postMessage(value);
    value.n = 2;
    await sleep(5);
  },
  'what cannot be cloned': async ({ log }) => {
    const [one, other] = ports();
    log(await outcomeOf(() => one.postMessage(Math.max)));
    log(await outcomeOf(() => one.postMessage({ other })));
    log(await outcomeOf(() => one.postMessage({ one }, [one])));
    log(await outcomeOf(() => Reflect.apply(one.postMessage, one, [])));
    one.close();
    await sleep(2);
  },
  'a buffer is transferred': async ({ log }) => {
    const [one, other] = ports();
    const bytes = new Uint8Array([1, 2]);
    other.on('message', (got) => log(said(got)));
    one.postMessage(bytes, [bytes.buffer]);
    log(String(bytes.byteLength));
    await sleep(5);
    one.close();
  },
  'a port is transferred': async ({ log }) => {
    const [one, other] = ports();
    const [inner, far] = ports();
    inner.postMessage('before');
    other.on('message', (got) => {
      const port = (got as { port: Port }).port;
      port.on('message', (value) => {
        log(`inner ${said(value)}`);
        port.postMessage('back');
      });
    });
    inner.on('message', (value) => {
      log(said(value));
      inner.close();
      one.close();
    });
    one.postMessage({ port: far }, [far]);
    inner.postMessage('after');
    await sleep(8);
  },
  'close tells both ends, after what was sent': async ({ log }) => {
    const [one, other] = ports();
    one.on('close', () => log('one closed'));
    other.on('close', () => log('other closed'));
    other.on('message', (value) => log(said(value)));
    await sleep(1);
    one.postMessage('last');
    one.close();
    one.postMessage('late');
    log(await outcomeOf(() => one.close()));
    await sleep(5);
  },
  'close with a callback': async ({ log }) => {
    const [one] = ports();
    Reflect.apply(one.close, one, [() => log('called')]);
    await sleep(5);
  },
  'receiveMessageOnPort takes what is there, at once': async ({ log }) => {
    const [one, other] = ports();
    one.postMessage({ a: 1 });
    one.postMessage(undefined);
    log(said([receiveMessageOnPort(other), receiveMessageOnPort(other), receiveMessageOnPort(other)]));
    other.on('message', (value) => log(`came ${said(value)}`));
    one.postMessage(3);
    log(said(receiveMessageOnPort(other)));
    await sleep(5);
    one.close();
    log(await outcomeOf(() => receiveMessageOnPort({} as never)));
  },
  'a listener refs, and none unrefs': ({ log }) => {
    const [one, other] = ports();
    const listener = (): void => {};
    const seen = [other.hasRef?.()];
    other.on('message', listener);
    seen.push(other.hasRef?.());
    other.unref();
    seen.push(other.hasRef?.());
    other.ref();
    other.off('message', listener);
    seen.push(other.hasRef?.());
    log(said(seen));
    one.close();
  },
  'kinds and names': ({ log }) => {
    const made = new MessageChannel();
    const { port1 } = made;
    log([made instanceof MessageChannel, port1 instanceof MessagePort, Object.keys(made)].join());
    log(Object.prototype.toString.call(port1));
    port1.close();
  },
  'with a timer and a promise': async ({ log }) => {
    const [one, other] = ports();
    other.on('message', () => log('message'));
    setTimeout(() => log('timer'), 3);
    one.postMessage(1);
    await null;
    log('awaited');
    await sleep(6);
    one.close();
  },
});

const broadcast = programs('BroadcastChannel', {
  'to all others of the name': async ({ log }) => {
    const made = ['x', 'x', 'y', 'x'].map((name) => new BroadcastChannel(name));
    made.forEach((each, i) => {
      each.onmessage = (event) => log(`${i} ${said((event as MessageEvent).data)} ${each.name}`);
    });
    made[0]?.postMessage({ a: 1 });
    await sleep(5);
    for (const each of made) each.close();
  },
  'in order, cloned as sent, not after close': async ({ log }) => {
    const [one, other] = [new BroadcastChannel('z'), new BroadcastChannel('z')];
    const value = { n: 1 };
    other.addEventListener('message', (event) => log(said((event as MessageEvent).data)));
    one.postMessage(value);
    value.n = 2;
    one.postMessage(value);
    await sleep(5);
    other.close();
    one.postMessage(3);
    await sleep(3);
    one.close();
    log(await outcomeOf(() => one.postMessage(4)));
    log(await outcomeOf(() => one.close()));
  },
  'what cannot be cloned': async ({ log }) => {
    const [one, other] = [new BroadcastChannel('w'), new BroadcastChannel('w')];
    log((await outcomeOf(() => one.postMessage(Math.max))).slice(0, 40));
    log(await outcomeOf(() => Reflect.construct(BroadcastChannel, [])));
    one.close();
    other.close();
  },
});

export const MESSAGES: readonly Program[] = [...channel, ...broadcast];
