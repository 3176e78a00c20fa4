import { defineScenario, type Env, hang, json, type Reply, reset, type Scenario } from '../../harness/index.ts';
import { IMPLEMENTATIONS } from '../../src/provider-stream/implementations.ts';
import type { MakeManager, ProviderManager } from '../../src/provider-stream/manager.ts';
import { Provider, type ProviderConfig } from '../../src/provider-stream/provider.ts';
import { runStream } from '../../src/provider-stream/run-stream.ts';
import { costs } from './costs.ts';
import { properties } from './properties.ts';
import { StreamsRecord } from './record.ts';
import { examples, type Faults, faults, HAIKU, OPUS, SONNET, type Workload, workload } from './workload.ts';

const SAYS: Readonly<Record<string, string>> = {
  'replace-in-place': 'as reported: streams ask for the provider at every chunk, and an update replaces it',
  'wait-snapshot': 'the fix of cause 3: an update waits for the streams that are open when it begins',
  'wait-until-zero': 'the same, waiting until no stream is open',
  'wait-late-registration': 'the fix of cause 3; a stream counts as open from its second chunk on',
  'wait-timeout': 'the fix of cause 3, waiting for 30 s at most',
  'wait-and-pin': 'the fix of cause 3, and a stream keeps the provider that it began with',
  reference: 'streams keep their provider, updates replace it for new ones at once, the last one asked for stays',
  'reference-without-copy-on-write': 'the reference, changing the provider in use',
};

const ABLATES: Readonly<Record<string, string>> = {
  'reference-without-copy-on-write': 'Q4, copy-on-write provider updates',
};

/** How late a stream or an update may begin, in ms. */
const SLACK_MS = 100;
const CHUNK_MS = [20, 200] as const;

export const scenario: Scenario = defineScenario<MakeManager, Workload, Faults, StreamsRecord>({
  name: 'openclaw-20769-stream',
  title: 'the provider is switched while an answer is streaming',
  issue: 'openclaw/openclaw#20769, race 3',
  implementations: Object.fromEntries(
    Object.entries(IMPLEMENTATIONS).map(([name, subject]) => {
      const ablates = ABLATES[name];
      const says = SAYS[name] ?? '';
      return [name, ablates === undefined ? { says, subject } : { says, subject, ablates }];
    }),
  ),
  examples,
  workload,
  faults,
  setup(env, makeManager, workload, faults) {
    const record = new StreamsRecord(env, workload, faults);
    for (const model of [OPUS, SONNET, HAIKU]) addProvider(env, model, workload, faults);
    const manager = makeManager(new Provider(configOf(OPUS)));
    record.current = () => modelNow(manager);
    const gateway = env.process('gateway');
    workload.streams.forEach(({ atMs }, index) => {
      const name = `stream-${index + 1}`;
      const body = (): Promise<void> => stream(env, record, manager, name, faults.ends[index] ?? 'done');
      env.actor(name, gateway, body, { atMs, latestMs: atMs + SLACK_MS });
    });
    workload.updates.forEach(({ atMs, model }, index) => {
      env.actor(`admin-${index + 1}`, gateway, () => update(env, record, manager, model), {
        atMs,
        latestMs: atMs + SLACK_MS,
      });
    });
    return record;
  },
  properties,
  costs,
});

function modelNow(manager: ProviderManager): string {
  const lease = manager.open();
  const { model } = lease.provider().config;
  lease.close();
  return model;
}

async function stream(
  env: Env,
  record: StreamsRecord,
  manager: ProviderManager,
  name: string,
  end: Faults['ends'][number],
): Promise<void> {
  // A user who is sent away for good is told so; the record begins once the stream may begin.
  const seen = { record: record.opened(name, end) };
  if (end === 'hang') env.excuseUnfinished();
  try {
    await runStream(manager, name, {
      log: (line) => env.log(line),
      onChunk: (model) => seen.record.models.push(model),
      authorise: async () => {},
    });
  } catch (error) {
    env.log(`${name} failed: ${error instanceof Error ? error.message : error}`);
  }
  record.ended(seen.record);
}

async function update(env: Env, record: StreamsRecord, manager: ProviderManager, model: string): Promise<void> {
  const update = record.updateBegan(model);
  try {
    await manager.update(configOf(model));
    record.updateSettled(update, false);
    env.log(`models set primary ${model}: done`);
  } catch (error) {
    record.updateSettled(update, true);
    env.log(`models set primary ${model}: ${error instanceof Error ? error.message : error}`);
  }
}

function configOf(model: string): ProviderConfig {
  return { model, baseUrl: `https://${model}.example` };
}

/** Serves `/v1/models/MODEL` and `/v1/streams/NAME/INDEX`. */
function addProvider(env: Env, model: string, workload: Workload, faults: Faults): void {
  const connectMs = workload.updates.find((update) => update.model === model)?.connectMs ?? CHUNK_MS;
  env.network.upstream(
    configOf(model).baseUrl,
    (request): Reply => {
      const [, , what, name = '', index = '0'] = new URL(request.url).pathname.split('/');
      if (what === 'models') return json({ model }, { latencyMs: connectMs });
      const position = Number(name.split('-')[1]) - 1;
      const chunks = workload.streams[position]?.chunks ?? 1;
      const end = faults.ends[position] ?? 'done';
      if (end !== 'done' && Number(index) >= Math.ceil(chunks / 2)) return end === 'hang' ? hang() : reset();
      return json({ text: `${Number(index) + 1} `, isLast: Number(index) === chunks - 1 }, { latencyMs: CHUNK_MS });
    },
    { name: model },
  );
}
