import workerThreads from 'node:worker_threads';
import { currentActor } from '../../engine/current-actor.ts';
import { patch } from '../../engine/patch.ts';
import { dispatch, PASS_THROUGH } from '../dispatch/dispatch.ts';
import { makeBroadcastChannel } from './broadcast.ts';
import { endpointOf, makeChannel, receiveOn } from './port.ts';

type Channel = new (...args: unknown[]) => object;

/**
 * Makes messages within a process steps: MessageChannel, its ports, receiveMessageOnPort and BroadcastChannel. What is sent is cloned as it
 * is sent; ports keep their order, among each other there is none.
 *
 * Not covered: a port in a message within a Map, a Set or an object of a class; `messageerror`; moveMessagePortToContext.
 */
export function installMessageSeam(): void {
  const channel = once((actor, real) =>
    proxied(real, (args) => {
      const own = actor();
      if (own === undefined) return undefined;
      const [port1, port2] = makeChannel(own);
      return Object.assign(Object.create((args.target as Channel).prototype as object) as object, { port1, port2 });
    }),
  );
  const broadcast = once((actor, real) =>
    proxied(real, ({ given }) => {
      const own = actor();
      // Node's own refuses what is no name.
      return own === undefined || given.length === 0 ? undefined : makeBroadcastChannel(own, `${given[0] as string}`);
    }),
  );
  for (const owner of [globalThis, workerThreads]) {
    patch<Channel>(owner, 'MessageChannel', channel);
    patch<Channel>(owner, 'BroadcastChannel', broadcast);
  }
  dispatch(workerThreads, 'receiveMessageOnPort', (_, [port]) => {
    const endpoint = endpointOf(port);
    return endpoint === undefined ? PASS_THROUGH : receiveOn(endpoint);
  });
}

type Make = (given: { readonly given: readonly unknown[]; readonly target: object }) => object | undefined;

function proxied(real: Channel, make: Make): Channel {
  return new Proxy(real, {
    construct: (_, given, target) => make({ given, target }) ?? (Reflect.construct(real, given, target) as object),
  });
}

/** The same replacement for the same class, by whichever of its names. */
function once(make: (actor: typeof currentActor, real: Channel) => Channel): (real: Channel) => Channel {
  const made = new WeakMap<Channel, Channel>();
  return (real) => {
    const known = made.get(real) ?? make(currentActor, real);
    made.set(real, known);
    return known;
  };
}
