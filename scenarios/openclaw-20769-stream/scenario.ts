import { defineScenario, type Env, type Scenario } from '../../harness/index.ts';
import { IMPLEMENTATIONS } from '../../src/provider-stream/implementations.ts';
import type { MakeManager, ProviderManager } from '../../src/provider-stream/manager.ts';
import { Provider } from '../../src/provider-stream/provider.ts';
import { runStream } from '../../src/provider-stream/run-stream.ts';
import { costs } from './costs.ts';
import { properties } from './properties.ts';
import { addProviders, configOf } from './providers.ts';
import { type StreamRecord, StreamsRecord } from './record.ts';
import { workProperties } from './work-properties.ts';
import { examples, type Faults, faultClass, faults, OPUS, ranges, type Workload, workload } from './workload.ts';

const SAYS: Readonly<Record<string, string>> = {
  'replace-in-place': 'as reported: streams ask for the provider at every chunk, and an update replaces it',
  'wait-snapshot': 'the fix of cause 3: an update waits for the streams that are open when it begins',
  'wait-until-zero': 'the same, waiting until no stream is open',
  'wait-late-registration': 'the fix of cause 3; a stream counts as open from its first chunk on',
  'wait-timeout': 'the fix of cause 3, waiting for 30 s at most',
  'wait-and-pin': 'the fix of cause 3, and a stream keeps the provider that it began with',
  reference: 'streams keep their provider, updates replace it for new ones at once, the last one asked for stays',
  'reference-without-copy-on-write': 'the reference, changing the provider in use',
  'reference-without-connect-timeout': 'the reference, waiting for a new provider as long as that takes',
  'do-nothing': 'baseline: says that streams and updates are done, and does nothing',
  'refuse-everything': 'baseline: refuses every stream and every update',
  'abort-everything': 'baseline: an update is carried out at once, and ends the streams under way with an error',
};

const ABLATES: Readonly<Record<string, string>> = {
  'reference-without-copy-on-write': 'Q4, copy-on-write provider updates',
  'reference-without-connect-timeout': 'what an update may wait for',
};

/** How late a stream or an update may begin, in ms. */
const SLACK_MS = 100;

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
  faultClass,
  ranges,
  setup(env, makeManager, workload, faults) {
    const record = new StreamsRecord(env, workload, faults);
    addProviders(env, record);
    // Updates wait for a stream that hangs: how long is judged by a property of its own.
    if (faults.ends.includes('hang')) env.excuseUnfinished();
    const manager = makeManager(new Provider(configOf(OPUS)));
    record.current = () => manager.current.config.model;
    const gateway = env.process('gateway');
    const begins = (atMs: number) => ({ atMs, latestMs: atMs + SLACK_MS });
    workload.streams.forEach((plan, index) => {
      const name = `stream-${index + 1}`;
      const body = (): Promise<void> => stream(env, record, manager, record.opened(name, index, plan));
      env.actor(name, gateway, body, begins(plan.atMs));
    });
    workload.updates.forEach(({ atMs, model }, index) => {
      env.actor(`admin-${index + 1}`, gateway, () => update(env, record, manager, model), begins(atMs));
    });
    return record;
  },
  properties: [...properties, ...workProperties],
  costs,
});

async function stream(env: Env, record: StreamsRecord, manager: ProviderManager, stream: StreamRecord): Promise<void> {
  const { name } = stream;
  try {
    await runStream(manager, name, {
      log: (line) => env.log(line),
      onChunk: ({ text }) => record.gotChunk(stream, text),
    });
    record.ended(stream, true);
  } catch (error) {
    record.ended(stream, false);
    env.log(`${name} failed: ${error instanceof Error ? error.message : error}`);
  }
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
