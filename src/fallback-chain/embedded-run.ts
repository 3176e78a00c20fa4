import type { ModelClient, ModelReply } from './model-client.ts';

/** An agent's run: its number, its conversation so far, and the means to stop it. */
export interface EmbeddedRun {
  readonly id: string;
  readonly agent: string;
  readonly session: string;
  readonly transcript: string[];
  readonly abort: AbortController;
}

export interface TurnOptions {
  readonly client: ModelClient;
  readonly exec: (command: string, signal: AbortSignal) => Promise<string>;
  readonly livenessWarningMs: number;
  readonly log: (line: string) => void;
}

/** Turns of one run at most: a model that never comes to an end is stopped here. */
const TURNS_MAX = 50;

/**
 * Lets `model` work on the run until it has a final text: model call, command, model call... The transcript stays with
 * the run, so a fallback model goes on where the one before it failed.
 */
export async function runTurns(
  run: EmbeddedRun,
  model: string,
  attempt: number,
  options: TurnOptions,
): Promise<string> {
  for (let turn = 1; turn <= TURNS_MAX; turn++) {
    const reply = await callModel(run, model, `${run.id}/${attempt}/${turn}`, options);
    if ('text' in reply) return reply.text;
    run.transcript.push(await options.exec(reply.command, run.abort.signal));
  }
  throw new Error(`run ${run.id} made ${TURNS_MAX} turns without a final text`);
}

async function callModel(run: EmbeddedRun, model: string, key: string, options: TurnOptions): Promise<ModelReply> {
  const warning = setTimeout(
    () => options.log(`liveness warning: model_call in progress run=${run.id} model=${model}`),
    options.livenessWarningMs,
  );
  try {
    const { transcript, abort } = run;
    return await options.client.call({ model, idempotencyKey: key, transcript, signal: abort.signal });
  } finally {
    clearTimeout(warning);
  }
}
