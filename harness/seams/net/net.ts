import net, { isIP, isIPv6 } from 'node:net';
import { currentActor } from '../../engine/current-actor.ts';
import { isAllowed } from '../../engine/leak-detector.ts';
import type { Actor } from '../../engine/operation.ts';
import { replaceMethod } from '../dispatch/dispatch.ts';
import { requireLocal } from './destination.ts';
import { installHttpSeam, withoutRealTimer } from './http.ts';
import { TcpListeningHandle, UnixListeningHandle } from './listening-handle.ts';
import { native } from './native.ts';
import { installSocketTimeout } from './socket-timeout.ts';
import { hasAddresses, makeTcpHandle, withoutAddresses } from './tcp-handle.ts';
import { isAbstract } from './unix.ts';

/**
 * TCP on a simulated loopback, and Unix domain sockets at paths of the simulated disk, for servers and clients of `node:net` and
 * everything that stands on them, `node:http` above all. Sockets and servers are Node's own; what is below them is simulated: their
 * handles. A scenario that allows TCPSERVERWRAP or TCPCONNECTWRAP (PIPESERVERWRAP, PIPECONNECTWRAP) gets the real ones.
 *
 * Not covered: abstract names of Unix sockets, TLS, addresses that are not the loopback's.
 */
export function installNetSeam(): void {
  replaceMethod<net.Socket>(net.Socket.prototype, 'connect', (socket, args, original) => {
    const actor = currentActor();
    if (actor !== undefined && isOfTcp(args) && !isAllowed('TCPCONNECTWRAP')) {
      nameOutside(args);
      giveHandle(socket, actor, false);
    }
    if (actor !== undefined && isOfUnix(args) && !isAllowed('PIPECONNECTWRAP')) giveHandle(socket, actor, true);
    return Reflect.apply(original, socket, args);
  });
  replaceMethod<net.Server>(net.Server.prototype, '_listen2', (server, args, original) => {
    const actor = currentActor();
    const [address, port] = args;
    if (actor !== undefined && typeof port === 'number' && port >= 0 && !isAllowed('TCPSERVERWRAP')) {
      const at = typeof address === 'string' && address !== '' ? address : '::';
      withoutRealTimer(server);
      Reflect.set(server, '_handle', new TcpListeningHandle(actor, at, isIPv6(at) ? 'IPv6' : 'IPv4', port));
    } else if (actor !== undefined && isPath(address) && !isAllowed('PIPESERVERWRAP')) {
      withoutRealTimer(server);
      Reflect.set(server, '_handle', new UnixListeningHandle(actor, address));
    }
    return Reflect.apply(original, server, args);
  });
  replaceMethod<ResettableSocket>(net.Socket.prototype, 'resetAndDestroy', (socket, args, original) => {
    if (!hasAddresses(Reflect.get(socket, '_handle'))) return Reflect.apply(original, socket, args);
    // Node's own asks whether the handle is one of libuv.
    if (socket.connecting) socket.once('connect', () => socket._reset());
    else socket._reset();
    return socket;
  });
  installSocketTimeout();
  installHttpSeam();
}

type ResettableSocket = net.Socket & { _reset(): unknown };

/** Of the arguments of `connect`, which `net.connect` has put into one array before. */
function isOfTcp([given]: readonly unknown[]): boolean {
  const first = optionsOf(given);
  if (typeof first !== 'object' || first === null) return typeof first === 'number' || !Number.isNaN(Number(first));
  return !(first as { path?: unknown }).path;
}

/** The same of a path of the disk. */
function isOfUnix([given]: readonly unknown[]): boolean {
  const first = optionsOf(given);
  if (typeof first === 'string') return Number.isNaN(Number(first)) && isPath(first);
  return typeof first === 'object' && first !== null && isPath((first as { path?: unknown }).path);
}

function isPath(given: unknown): given is string {
  return typeof given === 'string' && given !== '' && !isAbstract(given);
}

function optionsOf(given: unknown): unknown {
  return Array.isArray(given) ? given[0] : given;
}

/** An address that the loopback does not have. The call itself has the line of the code: Node goes on in a tick. */
function nameOutside([given, second]: readonly unknown[]): void {
  const first = optionsOf(given);
  const { host, port } = (typeof first === 'object' ? first : { host: second, port: first }) as Record<string, unknown>;
  if (typeof host === 'string' && isIP(host) !== 0) requireLocal(host, Number(port));
}

/** As Node gives a socket its own when it connects. One that was destroyed begins anew. */
function giveHandle(socket: net.Socket, actor: Actor, isUnix: boolean): void {
  if (socket.destroyed) beginAnew(socket);
  if (Reflect.get(socket, '_handle') !== null) return;
  const { owner, onread } = native();
  const handle = makeTcpHandle(actor);
  if (isUnix) withoutAddresses(handle);
  Reflect.set(handle, owner, socket);
  Reflect.set(handle, 'onread', onread);
  Reflect.set(socket, '_handle', handle);
}

/** What `connect` does with a socket that was destroyed, and would do after the handle was given. */
function beginAnew(socket: net.Socket): void {
  (socket as unknown as { _undestroy(): void })._undestroy();
  for (const name of ['_handle', '_peername', '_sockname'])
    Reflect.set(socket, name, name === '_handle' ? null : undefined);
}
