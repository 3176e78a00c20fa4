import { NODE_MAJOR } from '../../engine/node-version.ts';
import type { Endpoint } from './endpoint.ts';

/** A port on its way, as a value that can be cloned: its place in the list of those that go along. */
const MARK = 'raceline: transferred port';

/** What a message is once it has been sent: what it becomes where it is received. */
export interface Sent {
  receive(port: (endpoint: Endpoint) => object): unknown;
}

/** Of a port: its end of the channel. Undefined: it is none of ours. */
export type EndpointOf = (value: unknown) => Endpoint | undefined;

const { structuredClone: clone } = globalThis;

/** Clones as the message is sent, as Node does; ports that are in the transfer list go along. */
export function sent(value: unknown, transfer: readonly unknown[], endpointOf: EndpointOf): Sent {
  const ports = transfer.filter((each) => endpointOf(each) !== undefined);
  const others = transfer.filter((each) => endpointOf(each) === undefined) as ArrayBuffer[];
  const endpoints = ports.map((port) => endpointOf(port) as Endpoint);
  const marked = replaced(value, (each) => {
    if (endpointOf(each) === undefined) return undefined;
    const at = ports.indexOf(each);
    if (at < 0) throw notListed();
    return { [MARK]: at };
  });
  const copy: unknown = clone(marked, { transfer: others });
  for (const endpoint of endpoints) endpoint.detach();
  return {
    receive(port) {
      const made = endpoints.map(port);
      return replaced(copy, (each) => {
        const at: unknown = typeof each === 'object' && each !== null ? Reflect.get(each, MARK) : undefined;
        return typeof at === 'number' ? made[at] : undefined;
      });
    },
  };
}

function notListed(): Error {
  const says = 'Object that needs transfer was found in message but not listed in transferList';
  if (NODE_MAJOR >= 22) return new DOMException(says, 'DataCloneError');
  return Object.assign(new TypeError(says), { code: 'ERR_MISSING_TRANSFERABLE_IN_TRANSFER_LIST' });
}

/** The value with what `instead` gives in the place of parts, in arrays and plain objects; itself where there are none. */
function replaced(value: unknown, instead: (part: unknown) => unknown, seen: Set<unknown> = new Set()): unknown {
  const other = instead(value);
  if (other !== undefined) return other;
  if (typeof value !== 'object' || value === null || seen.has(value)) return value;
  seen.add(value);
  const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  if (!isPlain) return value;
  let copy: Record<string, unknown> | null = null;
  for (const [key, part] of Object.entries(value)) {
    const now = replaced(part, instead, seen);
    if (now === part) continue;
    copy ??= (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
    copy[key] = now;
  }
  return copy ?? value;
}
