import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { currentActor } from '../../engine/current-actor.ts';
import { currentExecution } from '../../engine/current-execution.ts';
import { clipped } from '../../engine/errors.ts';
import { type Call, patchInherited } from '../../engine/patch.ts';
import { mimic } from '../dispatch/dispatch.ts';
import { streamsOf } from './standard-streams.ts';

/**
 * What is printed within an execution, by `console` or to standard output and error, is a log line in its timeline, and
 * nothing on the terminal: thousands of executions would print it, between the lines of the report. Formatting is done in
 * each, for it runs code of whoever is printed.
 *
 * Not covered: `console.time`, which says real time.
 */
export function installConsoleSeam(): void {
  const { console } = globalThis;
  for (const name of Object.keys(console) as (keyof Console)[]) {
    const print = own[name] as Call | undefined;
    if (typeof print === 'function') redirect(console, name, (args) => Reflect.apply(print, own, args));
  }
  for (const name of ['stdout', 'stderr'] as const) {
    redirect(process[name], 'write', ([chunk, encoding, callback]) => {
      put(textOf(chunk, encoding), name);
      const written = typeof encoding === 'function' ? encoding : callback;
      if (typeof written === 'function') process.nextTick(written);
      return true;
    });
  }
}

function redirect(target: object, name: string, print: (args: unknown[]) => unknown): void {
  patchInherited<Call>(target, name, (original) => {
    const redirected: Call = function (this: unknown, ...args) {
      return currentExecution() === null ? Reflect.apply(original, this, args) : print(args);
    };
    return mimic(redirected, original);
  });
}

const streamTo = (name: 'stdout' | 'stderr'): Writable =>
  new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      put(chunk, name);
      done();
    },
  });
const own: Console = new Console({ stdout: streamTo('stdout'), stderr: streamTo('stderr'), colorMode: false });

/** A program's output is for whoever began it. */
function put(text: string, name: 'stdout' | 'stderr'): void {
  const process = currentActor()?.process;
  const streams = process === undefined ? undefined : streamsOf(process);
  if (streams === undefined) noteLines(text);
  else streams[name].write(text);
}

function textOf(chunk: unknown, encoding: unknown): string {
  if (!(chunk instanceof Uint8Array)) return String(chunk);
  return Buffer.from(chunk).toString(typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8');
}

/** Notes lines of the code whose step it is, for the timeline. */
export function noteLines(text: string): void {
  const execution = currentExecution();
  if (execution === null || !execution.isInDetail) return;
  for (const line of clipped(text.replace(/\n$/, '')).split('\n')) execution.line('log', line);
}
