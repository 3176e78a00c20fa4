import { defineScenario, type Scenario } from '../../harness/index.ts';
import type { MakeGateway } from '../../src/model-reset/gateway.ts';
import { Metrics } from '../../src/model-reset/metrics.ts';
import type { Log } from '../../src/model-reset/settings.ts';
import { addActors } from './actors.ts';
import { COSTS } from './costs.ts';
import { examples, ranges } from './examples.ts';
import { IMPLEMENTATIONS } from './implementations.ts';
import { ResetRecord } from './record.ts';
import { RELOAD_PROPERTIES } from './reload-properties.ts';
import { REQUEST_PROPERTIES } from './request-properties.ts';
import { type Faults, faultClass, faults, leaveOut, type Workload, workload } from './workload.ts';
import { AUDIT, AUTH_URL, addUpstreams, CATALOGUE_URL, CONFIG, configOf } from './world.ts';

export const scenario: Scenario = defineScenario<MakeGateway, Workload, Faults, ResetRecord>({
  name: 'openclaw-20769-reset',
  title: 'Models are reset or reloaded while requests are on their way to them',
  issue: 'openclaw/openclaw#20769',
  startAt: '2026-02-19T03:00:00Z',
  implementations: IMPLEMENTATIONS,
  examples,
  workload,
  faults,
  faultClass,
  ranges,
  leaveOut,
  setup(env, makeGateway, workload, faults) {
    const metrics = new Metrics();
    const record = new ResetRecord(env, metrics);
    // Others wait behind what hangs: how long is judged by properties of their own.
    if (faults.loads.includes('hang') || faults.answers.includes('hang')) env.excuseUnfinished();
    const initial = configOf(1, 'same', workload.models);
    env.disk.write(CONFIG, JSON.stringify(initial));
    record.configSaved(initial);
    addUpstreams(env, record, workload, faults);
    const log: Log = (level, text) => env.log(`[${level}] ${text}`);
    const gateway = makeGateway({
      configPath: CONFIG,
      initial,
      authUrl: AUTH_URL,
      catalogueUrl: CATALOGUE_URL,
      auditPath: AUDIT,
      metrics,
      log,
      onEvent: (event) => record.observe(event),
    });
    record.watch(gateway);
    addActors({ env, record, gateway, process: env.process('gateway'), log }, workload);
    return record;
  },
  properties: [...REQUEST_PROPERTIES, ...RELOAD_PROPERTIES],
  costs: COSTS,
});
