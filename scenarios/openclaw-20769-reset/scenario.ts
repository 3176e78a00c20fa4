import { defineScenario, type Scenario } from '../../harness/index.ts';
import type { GatewayEvent } from '../../src/model-reset/events.ts';
import type { Gateway, MakeGateway } from '../../src/model-reset/gateway.ts';
import { Metrics } from '../../src/model-reset/metrics.ts';
import type { ModelConfig } from '../../src/model-reset/model-config.ts';
import type { Log } from '../../src/model-reset/settings.ts';
import { addActors, addRestart } from './actors.ts';
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
    const hangs = faults.answers.some((answer) => answer === 'hang' || answer === 'check-hangs');
    if (hangs || faults.loads.includes('hang')) env.excuseUnfinished();
    const initial = configOf(1, 'same', workload.models);
    env.disk.write(CONFIG, JSON.stringify(initial));
    record.configSaved(initial);
    addUpstreams(env, record, workload, faults);
    const log: Log = (level, text) => env.log(`[${level}] ${text}`);
    const start = (config: ModelConfig, own: Metrics): Gateway => {
      const urls = { authUrl: AUTH_URL, catalogueUrl: CATALOGUE_URL };
      const onEvent = (event: GatewayEvent): void => record.observe(event);
      return makeGateway({
        configPath: CONFIG,
        initial: config,
        ...urls,
        auditPath: AUDIT,
        metrics: own,
        log,
        onEvent,
      });
    };
    const gateway = start(initial, metrics);
    record.watch(gateway);
    const stage = { env, record, gateway, process: env.process('gateway'), log };
    addActors(stage, workload);
    if (faults.restartAtMs !== undefined) {
      addRestart(stage, workload, faults.restartAtMs, (config) => start(config, new Metrics()));
    }
    return record;
  },
  properties: [...REQUEST_PROPERTIES, ...RELOAD_PROPERTIES],
  costs: COSTS,
});
