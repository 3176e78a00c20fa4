import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';

/** What became of a computation. */
export type Outcome = { readonly value: unknown } | { readonly error: unknown };

/** An error as it crosses threads: Node 20 cannot clone a DOMException. */
interface SentError {
  readonly name: string;
  readonly message: string;
  readonly code: string | undefined;
  readonly isOfDom: boolean;
  readonly cause: SentError | undefined;
}

/** Real ms after which the thread counts as lost. The slowest that is in use, an RSA key of 4096 bits, takes a few seconds. */
const ANSWER_MS_MAX = 60_000;

/** Runs in the thread: computes with the real `crypto.subtle` and wakes whoever waits. */
const PROGRAM = `
const { workerData: { port, flag } } = require('node:worker_threads');
const sent = (error) => {
  const { name, message, code, cause } = error;
  return {
    name,
    message,
    code: typeof code === 'string' ? code : undefined,
    isOfDom: error instanceof DOMException,
    cause: cause instanceof Error ? sent(cause) : undefined,
  };
};
port.on('message', async ({ name, args }) => {
  let answer;
  try {
    answer = { value: await crypto.subtle[name](...args) };
  } catch (error) {
    answer = { failed: sent(error) };
  }
  port.postMessage(answer);
  Atomics.store(flag, 0, 1);
  Atomics.notify(flag, 0);
});
`;

const { wait, store } = Atomics;

let thread: { readonly port: MessagePort; readonly flag: Int32Array<SharedArrayBuffer> } | null = null;

/**
 * Has another thread call `crypto.subtle[name]`, and waits for it: an execution goes on only when the result is there, so that nothing
 * in it depends on how long that took. Null for arguments that cannot be sent.
 */
export function computeElsewhere(name: string, args: readonly unknown[]): Outcome | null {
  thread ??= begin();
  const { port, flag } = thread;
  store(flag, 0, 0);
  try {
    port.postMessage({ name, args });
  } catch {
    return null;
  }
  if (wait(flag, 0, 0, ANSWER_MS_MAX) === 'timed-out') throw new Error(`crypto.subtle.${name} did not end`);
  const { message } = receiveMessageOnPort(port) as { message: { value: unknown } | { failed: SentError } };
  return 'failed' in message ? { error: rebuilt(message.failed) } : message;
}

function begin(): NonNullable<typeof thread> {
  const { port1, port2 } = new MessageChannel();
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(PROGRAM, {
    eval: true,
    workerData: { port: port2, flag },
    transferList: [port2],
    execArgv: [],
  });
  worker.unref();
  port1.unref();
  return { port: port1, flag };
}

const CLASSES: Readonly<Record<string, ErrorConstructor>> = { TypeError, RangeError, SyntaxError };

function rebuilt({ name, message, code, isOfDom, cause }: SentError): Error {
  // Node's second argument may be options, which the types do not know.
  if (isOfDom)
    return Reflect.construct(DOMException, [message, cause === undefined ? name : { name, cause: rebuilt(cause) }]);
  const error = new (CLASSES[name] ?? Error)(message);
  return code === undefined ? error : Object.assign(error, { code });
}
