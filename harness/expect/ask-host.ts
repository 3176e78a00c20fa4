import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { IS_BUILT, PACKAGE_FOLDER } from '../engine/folders.ts';
import type { Answer, Asked } from './protocol.ts';

/** In a checkout it is the one that tests and the command have built. */
const HOST: URL = new URL(`${IS_BUILT ? '' : '.built/'}dist/harness/cli/host.js`, PACKAGE_FOLDER);
/** File descriptor: what a runner prints to the other one may be read by a program. */
const STDERR = 2;

/** By these, packages and Node itself see a test runner: what is explored is to be what the command explores. */
const OF_RUNNERS = /^(VITEST|JEST_WORKER_ID$|NODE_TEST_CONTEXT$|TEST$)/;

/**
 * Has a process of its own explore or replay, and ends it: the same one thread at a time as the command, outside of what a runner
 * does to modules, globals and timers, with a time zone of its own. It needs no timer here, which may be a fake one. Rejects when the
 * process ends without an answer; if this process is the one to end, that one notices.
 */
export async function askHost(asked: Asked, signal: AbortSignal | undefined): Promise<Answer> {
  signal?.throwIfAborted();
  const stdio = ['ignore' as const, STDERR, STDERR, 'ipc' as const];
  const host = fork(HOST, [], { execArgv: [], env: environment(), stdio, serialization: 'advanced' });
  const abort = (): void => void host.kill('SIGKILL');
  signal?.addEventListener('abort', abort);
  try {
    const answer = await answerOf(host, asked);
    signal?.throwIfAborted();
    return answer;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/** Once the process has ended: nothing of it is left then. */
async function answerOf(host: ChildProcess, asked: Asked): Promise<Answer> {
  let answer: Answer | null = null;
  host.on('message', (message) => {
    answer = message as Answer;
  });
  // Its last words may come after its end.
  const ended = Promise.all([once(host, 'exit'), once(host, 'disconnect')]);
  host.send(asked, () => {});
  const [[code, by]] = await ended;
  return answer ?? lost(code, by);
}

function lost(code: number | null, by: string | null): Answer {
  const how = by === null ? `with code ${code}` : `by ${by}`;
  const message =
    `ERR_INVARIANT: the process that explores ended ${how}: it was interrupted, or had too little memory. ` +
    'Run raceline explore, which says more.';
  return { kind: 'failed', code: 'ERR_INVARIANT', message };
}

function environment(): NodeJS.ProcessEnv {
  const given = Object.entries(process.env).filter(([name]) => !OF_RUNNERS.test(name));
  const { NODE_ENV, ...env } = Object.fromEntries(given);
  return NODE_ENV === undefined || NODE_ENV === 'test' ? env : { ...env, NODE_ENV };
}
