import { defineScenario, type Env, type Scenario } from '../../harness/index.ts';
import { aliasSnapshot } from '../../src/fallback-chain/alias-snapshot.ts';
import { applyNow } from '../../src/fallback-chain/apply-now.ts';
import { abortEverything, doNothing, refuseEverything } from '../../src/fallback-chain/baselines.ts';
import { clearedChain } from '../../src/fallback-chain/cleared-chain.ts';
import { deepSnapshot } from '../../src/fallback-chain/deep-snapshot.ts';
import type { FallbackPolicy } from '../../src/fallback-chain/gateway.ts';
import { ignoreOverride } from '../../src/fallback-chain/ignore-override.ts';
import { lostProvenance } from '../../src/fallback-chain/lost-provenance.ts';
import { provenance } from '../../src/fallback-chain/provenance.ts';
import { provenanceAndCleared } from '../../src/fallback-chain/provenance-and-cleared.ts';
import { provenanceAndSwapped } from '../../src/fallback-chain/provenance-and-swapped.ts';
import { reference } from '../../src/fallback-chain/reference.ts';
import type { ModelPin } from '../../src/fallback-chain/session-store.ts';
import { snapshotAndProvenance } from '../../src/fallback-chain/snapshot-and-provenance.ts';
import { swappedChain } from '../../src/fallback-chain/swapped-chain.ts';
import { addActors, chainsByAgent, sessionOf } from './actors.ts';
import { costs } from './costs.ts';
import { examples, ranges } from './examples.ts';
import { properties } from './properties.ts';
import { FallbackRecord, type Moment } from './record.ts';
import { type Faults, faultClass, faults, leaveOut, type RunPlan, type Workload, workload } from './workload.ts';
import { addProviders, makeGateway, runMsMax } from './world.ts';

export const scenario: Scenario = defineScenario({
  name: 'openclaw-81982-fallback-chain',
  title: 'a config change during a run, and the fallback decision that finds no model',
  issue: 'openclaw/openclaw#81982',
  implementations: {
    'cleared-chain': { says: 'a deferred restart empties the fallback lists until it runs', subject: clearedChain },
    'swapped-chain': {
      says: 'a deferred restart puts the new models in place in the middle of runs',
      subject: swappedChain,
    },
    'lost-provenance': {
      says: 'a deferred restart writes session entries without who pinned the model',
      subject: lostProvenance,
    },
    'alias-snapshot': {
      says: "a run keeps a reference to the config's own list, which the reload empties",
      subject: aliasSnapshot,
    },
    'ignore-override': {
      says: 'a run goes through the configured chain, whatever pinned its session',
      subject: ignoreOverride,
    },
    'apply-now': { says: 'nothing is deferred: the config is replaced in the middle of runs', subject: applyNow },
    'deep-snapshot': { says: 'lost-provenance, with a deep copy of the chain for each run', subject: deepSnapshot },
    provenance: {
      says: "the maintainers' fix: live config, and automatic pins keep their provenance",
      subject: provenance,
    },
    'provenance-and-cleared': {
      says: 'the same, and a deferred restart empties the fallback lists',
      subject: provenanceAndCleared,
    },
    'provenance-and-swapped': {
      says: 'the same, and a deferred restart swaps the models',
      subject: provenanceAndSwapped,
    },
    'snapshot-and-provenance': {
      says: 'deep copies, and automatic pins keep their provenance',
      subject: snapshotAndProvenance,
    },
    'do-nothing': { says: 'baseline: nothing ever follows the first model', subject: doNothing },
    'refuse-everything': { says: 'baseline: refuses every run before any model is asked', subject: refuseEverything },
    'abort-everything': {
      says: 'baseline: the reference, but a config change aborts the runs that it would have to wait for',
      subject: abortEverything,
    },
    reference: { says: 'a deep copy for each run, and entries that keep their provenance', subject: reference },
  },
  examples,
  workload,
  faults,
  faultClass,
  ranges,
  leaveOut,
  setup(env: Env, policy: FallbackPolicy, workload: Workload, faults: Faults): FallbackRecord {
    const moment = (): Moment => ({ step: env.step, at: env.now });
    const record = new FallbackRecord(workload.restartCapMs, moment, runMsMax(faults, workload.modelTimeoutMs));
    record.configChange(chainsByAgent(workload.runs.map(({ chain }) => chain)));
    addProviders(env, record, faults);
    const gateway = makeGateway(env, record, policy, workload, writePins(record, workload.runs));
    addActors(env, record, gateway, workload);
    return record;
  },
  properties,
  costs,
});

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
