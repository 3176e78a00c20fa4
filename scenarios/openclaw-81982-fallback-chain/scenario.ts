import { defineScenario, type Env, type Scenario } from '../../harness/index.ts';
import { clearedChain } from '../../src/fallback-chain/cleared-chain.ts';
import { deepSnapshot } from '../../src/fallback-chain/deep-snapshot.ts';
import type { FallbackPolicy } from '../../src/fallback-chain/gateway.ts';
import { lostProvenance } from '../../src/fallback-chain/lost-provenance.ts';
import { reference } from '../../src/fallback-chain/reference.ts';
import type { ModelPin } from '../../src/fallback-chain/session-store.ts';
import { examples } from './examples.ts';
import { properties } from './properties.ts';
import { FallbackRecord } from './record.ts';
import { type Faults, faults, type RunPlan, type Workload, workload } from './workload.ts';
import { addProviders, makeGateway, sendMessage, toAgents } from './world.ts';

export const scenario: Scenario = defineScenario({
  name: 'openclaw-81982-fallback-chain',
  title: 'a config change during a run, and the fallback decision that finds no model',
  issue: 'openclaw/openclaw#81982',
  implementations: {
    'cleared-chain': { says: 'a deferred restart empties the fallback lists until it runs', subject: clearedChain },
    'lost-provenance': {
      says: 'a deferred restart writes session entries without who pinned the model',
      subject: lostProvenance,
    },
    'deep-snapshot': { says: 'lost-provenance, with a deep copy of the chain for each run', subject: deepSnapshot },
    reference: { says: 'a deep copy for each run, and entries that keep their provenance', subject: reference },
  },
  examples,
  workload,
  faults,
  setup(env: Env, policy: FallbackPolicy, workload: Workload, faults: Faults): FallbackRecord {
    const record = new FallbackRecord(workload.restartCapMs, () => ({ step: env.step, at: env.now }));
    record.configChange(chainsOf(workload.runs.map(({ chain }) => chain)));
    addProviders(env, record, faults);
    const gateway = makeGateway(env, record, policy, workload, writePins(record, workload.runs));
    const process = env.process('gateway');
    const during = (atMs: number) => ({ atMs, latestMs: atMs + workload.slackMs });

    env.actor('gateway', process, () => gateway.start(), { atMs: 0, latestMs: 0 });
    workload.runs.forEach((plan, i) => {
      const isAnswered = i === 0 && workload.followUpAfterMs !== null;
      env.actor(
        `user-${i + 1}`,
        process,
        async () => {
          await sendMessage(record, gateway, agentOf(i), sessionOf(i));
          if (!isAnswered) return;
          await new Promise((resolve) => setTimeout(resolve, workload.followUpAfterMs ?? 0));
          await sendMessage(record, gateway, agentOf(i), sessionOf(i));
        },
        during(plan.atMs),
      );
    });
    const { pick } = workload;
    if (pick !== null) {
      env.actor(
        'picker',
        process,
        async () => {
          record.choiceBegan(sessionOf(0), pick.model);
          await gateway.pinModel(sessionOf(0), pick.model);
          record.choiceEnded(sessionOf(0));
        },
        during(pick.atMs),
      );
    }
    workload.changes.forEach(({ atMs, chains }, i) => {
      env.actor(
        i === 0 ? 'acp' : `acp-${i + 1}`,
        process,
        async () => {
          const agents = chainsOf(workload.runs.map((run, r) => chains[r] ?? run.chain));
          const change = record.configChange(agents);
          await gateway.patchConfig(toAgents(agents), 'acp');
          record.acknowledge(change);
        },
        during(atMs),
      );
    });
    return record;
  },
  properties,
});

function agentOf(run: number): string {
  return `agent-${run + 1}`;
}

function sessionOf(run: number): string {
  return `s${run + 1}`;
}

function chainsOf(chains: readonly (readonly string[])[]): Record<string, readonly string[]> {
  return Object.fromEntries(chains.map((chain, i) => [agentOf(i), chain]));
}

/** Session files as an earlier gateway left them; tells the record what they mean. */
function writePins(record: FallbackRecord, runs: readonly RunPlan[]): Map<string, ModelPin> {
  const files = new Map<string, ModelPin>();
  runs.forEach(({ chain, pin }, i) => {
    if (pin === null) return;
    const [primary = '', ...fallbacks] = chain;
    if (pin.source === 'auto') {
      const model = fallbacks[pin.position % fallbacks.length] ?? primary;
      files.set(sessionOf(i), { model, source: 'auto', origin: primary });
      record.pinned(sessionOf(i), { by: 'fallback', model, origin: primary });
      return;
    }
    const model = chain[pin.position % chain.length] ?? primary;
    files.set(sessionOf(i), pin.source === 'user' ? { model, source: 'user' } : { model });
    record.pinned(sessionOf(i), { by: 'user', model, origin: '' });
  });
  return files;
}
