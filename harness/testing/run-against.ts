import fc from 'fast-check';
import { defaultOrder } from '../engine/default-order.ts';
import type { Actor } from '../engine/operation.ts';
import type { Strategy } from '../engine/strategy.ts';
import { type DetailedExecution, runOnce } from '../run/detailed-run.ts';
import type { Env } from '../scenario/env.ts';
import { defineScenario } from '../scenario/scenario.ts';
import type { Upstream, UpstreamOptions } from '../world/network/upstream.ts';

/** For the tests of fetch seam and network: one execution of ordinary code against one upstream. */

export const ORIGIN = 'https://api.anthropic.com';
export const MESSAGES = 'https://api.anthropic.com/v1/messages';

export type Body = (env: Env, actor: Actor) => unknown;

export interface RunOptions extends UpstreamOptions {
  readonly strategy?: Strategy;
  /** More of the scenario's setup. */
  readonly setup?: (env: Env) => void;
}

export interface RunAgainst extends DetailedExecution {
  /** What each actor returned or threw, or else its state. */
  readonly values: readonly unknown[];
  /** `run#2 POST http:anthropic effect /v1/messages`. */
  readonly lines: readonly string[];
}

/** Runs actors `run`, `run-2`, ... of one process, which all begin at 0, against `upstream` at ORIGIN. */
export async function runAgainst(
  upstream: Upstream,
  bodies: Body | readonly Body[],
  options: RunOptions = {},
): Promise<RunAgainst> {
  const { strategy = defaultOrder, setup, ...upstreamOptions } = options;
  const scenario = defineScenario({
    name: 'against-an-upstream',
    title: 'ordinary code against one upstream',
    implementations: { only: { says: 'only', subject: null } },
    examples: { only: { workload: null, faults: null } },
    workload: fc.constant(null),
    faults: fc.constant(null),
    properties: [],
    setup(env) {
      env.network.upstream(ORIGIN, upstream, { name: 'anthropic', ...upstreamOptions });
      setup?.(env);
      const process = env.process('gateway');
      [bodies].flat().forEach((body, i) => {
        env.actor(i === 0 ? 'run' : `run-${i + 1}`, process, (actor) => body(env, actor), { latestMs: 0 });
      });
      return null;
    },
  });
  const detailed = await runOnce(scenario, { strategy });
  const values = detailed.run.execution.actors
    .filter((actor) => !actor.isDaemon)
    .map(({ state }) => (state.kind === 'returned' ? state.value : state.kind === 'threw' ? state.error : state.kind));
  const lines = detailed.recorder.events.map(({ text, phase, outcome }) => `${text} ${phase} ${outcome}`.trimEnd());
  return { ...detailed, values, lines };
}
