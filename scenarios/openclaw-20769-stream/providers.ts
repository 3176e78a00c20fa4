import { type Env, hang, json, type Reply, reset, respond, stream } from '../../harness/index.ts';
import type { ProviderConfig } from '../../src/provider-stream/provider.ts';
import type { StreamsRecord } from './record.ts';
import { type Faults, HAIKU, OPUS, SONNET, type Span, textOf, type Workload } from './workload.ts';

/** How soon a provider begins to answer, in ms. */
const ANSWER_MS: Span = [20, 200];

export function configOf(model: string): ProviderConfig {
  return { model, baseUrl: `https://${model}.example` };
}

/** Providers that serve `/v1/models/MODEL` and `/v1/streams/NAME?from=INDEX`. */
export function addProviders(env: Env, record: StreamsRecord): void {
  const { workload, faults } = record;
  for (const model of [OPUS, SONNET, HAIKU]) {
    // Each update asks for its model once, in order of arrival.
    let asked = 0;
    const plans = workload.updates.flatMap((plan, index) => (plan.model === model ? [{ plan, index }] : []));
    const answer = (request: Request): Reply => {
      const url = new URL(request.url);
      const [, , what, name = ''] = url.pathname.split('/');
      if (what === 'streams') {
        const from = Number(url.searchParams.get('from'));
        record.asked(model, name, from);
        return streamed(model, name, from, workload, faults);
      }
      const update = plans[asked++];
      const options = update === undefined ? {} : { latencyMs: update.plan.connectMs };
      if (update !== undefined && faults.refused.includes(update.index)) return respond(404, 'no such model', options);
      record.confirmed(model);
      return json({ model }, options);
    };
    env.network.upstream(configOf(model).baseUrl, answer, { name: model, latencyMs: ANSWER_MS });
  }
}

/** The chunks of a stream from `from` on, as `model` sends them. */
function streamed(model: string, name: string, from: number, workload: Workload, faults: Faults): Reply {
  const position = Number(name.split('-')[1]) - 1;
  const plan = workload.streams[position];
  if (plan === undefined) return respond(404);
  const end = faults.ends[position] ?? 'done';
  const until = end === 'done' ? plan.chunks : Math.ceil(plan.chunks / 2);
  const chunks: string[] = [];
  for (let index = from; index < until; index++) {
    chunks.push(`${JSON.stringify({ model, text: textOf(model, index), isLast: index === plan.chunks - 1 })}\n`);
  }
  if (chunks.length === 0) return end === 'hang' ? hang() : reset();
  return stream(chunks, { chunkMs: plan.chunkMs, end: END[end] });
}

const END = { done: 'close', cut: 'reset', hang: 'hang' } as const;
