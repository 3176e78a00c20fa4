// The programs in the simulation: standard input has what real Node showed, standard output what differs.
import '../../harness/seams/register.ts';
import { readFileSync } from 'node:fs';
import { defaultOrder } from '../../harness/engine/default-order.ts';
import type { Strategy } from '../../harness/engine/strategy.ts';
import { hang, type Reply, reset, respond } from '../../harness/index.ts';
import { runOnce } from '../../harness/run/detailed-run.ts';
import { randomWalk } from '../../harness/strategies/random-walk.ts';
import { trial } from '../../harness/testing/trial.ts';
import { logOf, type Seen } from './log.ts';
import type { Answer, Answers, Program } from './program.ts';
import { programsOf } from './programs/index.ts';

/** Sampled executions within which every order that real Node showed must come. */
const SAMPLES_MAX = 200;
const DIR = '/tmp/fidelity';
const ORIGIN = 'http://127.0.0.1:4321';

/** One program of which the simulation shows something else. */
export interface Difference {
  readonly name: string;
  /** `refused`: named, no verdict rests on it; `other`: the default order is none that was seen; `unreached`: an order that was. */
  readonly kind: 'refused' | 'other' | 'unreached';
  readonly real: readonly string[];
  readonly simulated: string;
}

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
async function runIn(program: Program, strategy: Strategy): Promise<{ text: string; refused: string | null }> {
  const { log, text } = logOf({ dir: DIR, origin: program.answers === undefined ? '' : ORIGIN });
  const { answers } = program;
  const scenario = trial((env) => {
    env.disk.mkdir(DIR);
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

async function compare(program: Program, real: readonly string[]): Promise<Difference | null> {
  const { name } = program;
  const { text, refused } = await runIn(program, defaultOrder);
  if (refused !== null) return { name, kind: 'refused', real, simulated: refused };
  if (!real.includes(text)) return { name, kind: 'other', real, simulated: text };
  const open = new Set(real);
  open.delete(text);
  for (let seed = 1; seed <= SAMPLES_MAX && open.size > 0; seed++) {
    open.delete((await runIn(program, randomWalk(seed))).text);
  }
  return open.size === 0 ? null : { name, kind: 'unreached', real: [...open], simulated: text };
}

const seen = JSON.parse(readFileSync(0, 'utf8')) as Seen;
const differences: Difference[] = [];
for (const program of programsOf(process.argv.slice(2))) {
  const difference = await compare(program, seen[program.name] ?? []);
  if (difference !== null) differences.push(difference);
}
process.stdout.write(JSON.stringify(differences));
