import type { Strategy } from '../../harness/engine/strategy.ts';
import { hang, type Reply, reset, respond } from '../../harness/index.ts';
import { runOnce } from '../../harness/run/detailed-run.ts';
import { trial } from '../../harness/testing/trial.ts';
import { logOf } from './log.ts';
import type { Answer, Answers, Program } from './program.ts';
import { installSystemPrograms } from './system-programs.ts';

const DIR = '/tmp/fidelity';
const ORIGIN = 'http://127.0.0.1:4321';

function replyOf(answer: Answer | 'none' | 'reset' | 'cut'): Reply {
  if (answer === 'none') return hang();
  if (answer === 'reset' || answer === 'cut') return reset(answer);
  const { status, headers, body, end = 'close' } = answer;
  const options = { headers: { connection: 'close', ...headers }, end };
  return respond(status, body, options);
}

async function upstreamOf(answers: Answers, request: Request): Promise<Reply> {
  const { pathname, search } = new URL(request.url);
  const body = await request.text();
  return replyOf(
    answers({ method: request.method, path: pathname + search, headers: Object.fromEntries(request.headers), body }),
  );
}

/** Its log, and why it says nothing, if it does not. */
export async function runIn(program: Program, strategy: Strategy): Promise<{ text: string; refused: string | null }> {
  const { log, text } = logOf({ dir: DIR, origin: program.answers === undefined ? '' : ORIGIN });
  const { answers } = program;
  const scenario = trial((env) => {
    env.disk.mkdir(DIR);
    installSystemPrograms(env);
    if (answers !== undefined) env.network.upstream(ORIGIN, (request) => upstreamOf(answers, request));
    const body = async (): Promise<void> => {
      await Promise.resolve(program.run({ dir: DIR, origin: ORIGIN, log })).catch((error: unknown) =>
        log(`fails: ${error}`),
      );
    };
    env.actor('a', env.process('p'), body, { latestMs: 0 });
  });
  const { ending, leaks, run } = await runOnce(scenario, { strategy });
  for (const error of run.execution.unhandled) log(`unhandled: ${String(error)}`);
  if (ending !== 'quiescent') log(ending === 'deadlock' ? 'hangs' : ending);
  return { text: text(), refused: leaks[0] ?? null };
}
