import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { types } from 'node:util';
import type { Actor } from '../../engine/operation.ts';
import { argumentError, received } from './argument-errors.ts';
import { pathOf } from './arguments.ts';
import { runAtOnce } from './at-once.ts';
import { CALLS_BY_PATH } from './calls-by-path.ts';
import { type Call, type Copying, modeFor, type Request } from './copy-requests.ts';
import { copying } from './copying.ts';
import type { SimulatedDir } from './dir.ts';
import { dispatchFileCall } from './dispatch.ts';
import { codeOf } from './failure.ts';
import { promiseOf } from './operation.ts';
import { type Options, optionsOf } from './options.ts';
import { refusalOf, refusalOfPromise, refusalWithCallback } from './refusals.ts';
import { takeCallback } from './take-callback.ts';
import type { FileWork, MakeWork } from './work.ts';

/** `cp` in its three forms. Each call within it is one like any other: others may come between, and find half a tree. */
export function installCopying(): void {
  dispatchFileCall(fs.promises, 'cp', (actor, args) => {
    const refusal = refusalOfPromise('cp', args);
    return refusal === undefined ? copy(actor, args) : Promise.reject(refusal);
  });
  dispatchFileCall(fs, 'cp', (actor, args) => {
    const all = [...args];
    const callback = takeCallback('cp', args);
    const refusal = refusalOf('cp', args);
    if (refusal !== undefined) throw refusalWithCallback('cp', all) ?? refusal;
    copy(actor, args).then(
      () => process.nextTick(callback, null, undefined),
      (error) => process.nextTick(callback, error),
    );
  });
  dispatchFileCall(fs, 'cpSync', (actor, args) => {
    const refusal = refusalOf('cp', args);
    if (refusal !== undefined) throw refusal;
    copyAtOnce(actor, args);
  });
}

async function copy(actor: Actor, [from, to, given]: readonly unknown[]): Promise<void> {
  const options = optionsOf(given);
  const steps = copying(textOf(from), textOf(to), modeFor(options, false));
  let answer: Answer = { value: undefined };
  for (let step = take(steps, answer); !step.done; step = take(steps, answer)) {
    try {
      answer = { value: await answerTo(step.value, actor, options) };
    } catch (error) {
      answer = { error };
    }
  }
}

function copyAtOnce(actor: Actor, [from, to, given]: readonly unknown[]): void {
  const options = optionsOf(given);
  const steps = copying(textOf(from), textOf(to), modeFor(options, true));
  let answer: Answer = { value: undefined };
  for (let step = take(steps, answer); !step.done; step = take(steps, answer)) {
    try {
      answer = { value: answerAtOnce(step.value, actor, options) };
    } catch (error) {
      answer = { error };
    }
  }
}

type Answer = { readonly value: unknown } | { readonly error: unknown };

function take(steps: Copying, answer: Answer): IteratorResult<Request, void> {
  return 'error' in answer ? steps.throw(answer.error) : steps.next(answer.value as never);
}

function answerTo(request: Request, actor: Actor, options: Options): unknown {
  if ('calls' in request) return Promise.all(request.calls.map((call) => begin(call, actor)));
  if ('filter' in request) return filterOf(options)(...request.filter);
  const dir = ('next' in request ? request.next : request.close) as SimulatedDir;
  return 'next' in request ? dir.read() : dir.close();
}

function answerAtOnce(request: Request, actor: Actor, options: Options): unknown {
  if ('calls' in request) return request.calls.map((call) => makeAtOnce(call, actor));
  if ('filter' in request) return withoutPromise(filterOf(options)(...request.filter));
  const dir = ('next' in request ? request.next : request.close) as SimulatedDir;
  return 'next' in request ? dir.readSync() : dir.closeSync();
}

async function begin(call: Call, actor: Actor): Promise<unknown> {
  try {
    return await promiseOf(actor, workOf(call, actor));
  } catch (error) {
    return nullIfForgiven(call, error);
  }
}

function makeAtOnce(call: Call, actor: Actor): unknown {
  try {
    return runAtOnce(actor, workOf(call, actor));
  } catch (error) {
    return nullIfForgiven(call, error);
  }
}

function workOf({ name, args }: Call, actor: Actor): FileWork {
  return (CALLS_BY_PATH[name] as MakeWork)(actor, args);
}

function nullIfForgiven({ forgives }: Call, error: unknown): null {
  if (forgives?.includes(codeOf(error)) === true) return null;
  throw error;
}

type Filter = (from: string, to: string) => unknown;

function filterOf({ filter }: Options): Filter {
  return filter as Filter;
}

function withoutPromise(passes: unknown): unknown {
  if (!types.isPromise(passes)) return passes;
  const what = 'Expected boolean to be returned from the "filter" function but got';
  throw argumentError('ERR_INVALID_RETURN_VALUE', `${what} ${received(passes).replace('Received ', '')}.`);
}

/** As Node has it: only URLs are made text of, so bytes are refused where their folder is asked for. */
function textOf(path: unknown): string {
  pathOf(path);
  return path instanceof URL ? fileURLToPath(path) : (path as string);
}
