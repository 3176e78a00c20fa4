import { defineScenario, type Env, type Scenario } from '../../harness/index.ts';
import type { MakePage } from '../../src/live-models/chat-page.ts';
import { type PageEvent, textOf } from '../../src/live-models/page-events.ts';
import { addActors, sessionName } from './actors.ts';
import { COSTS } from './costs.ts';
import { DISPLAY_PROPERTIES } from './display-properties.ts';
import { makeChip, makeSelect } from './dom.ts';
import { examples, ranges } from './examples.ts';
import { IMPLEMENTATIONS } from './implementations.ts';
import { OVERWRITE_PROPERTIES } from './overwrite-properties.ts';
import { LiveModelsRecord } from './record.ts';
import type { LiveModelsState, OpenPage } from './scenario-state.ts';
import { WORK_PROPERTIES } from './work-properties.ts';
import {
  type Faults,
  faultClass,
  faults,
  leaveOut,
  MODEL_OF,
  STATIC_MODELS,
  type Workload,
  workload,
} from './workload.ts';
import { HermesServer, writeModel } from './world.ts';

export const scenario: Scenario = defineScenario<MakePage, Workload, Faults, LiveModelsState>({
  name: 'hermes-1169-live-models',
  title: "A web page replaces a session's model while the list that has it is on its way",
  issue: 'nesquena/hermes-webui#1169',
  startAt: '2026-04-27T20:00:00Z',
  // happy-dom keeps the results of its queries weakly: one that is gone is computed again, and is the same.
  allow: ['WeakRef'],
  implementations: IMPLEMENTATIONS,
  examples,
  workload,
  faults,
  faultClass,
  ranges,
  leaveOut,
  setup(env, makePage, workload, faults) {
    const record = new LiveModelsRecord(() => ({ step: env.step, at: env.now }));
    workload.sessions.forEach((kind, i) => {
      record.addSession(sessionName(i), MODEL_OF[kind]);
      writeModel(env, sessionName(i), MODEL_OF[kind]);
    });
    if (workload.catalogueHangs) env.excuseUnfinished();
    const state = makeState(env, record, makePage, workload, faults);
    addActors(env, state, workload);
    return state;
  },
  properties: [...OVERWRITE_PROPERTIES, ...DISPLAY_PROPERTIES, ...WORK_PROPERTIES],
  costs: COSTS,
});

function makeState(
  env: Env,
  record: LiveModelsRecord,
  makePage: MakePage,
  workload: Workload,
  faults: Faults,
): LiveModelsState {
  const server = new HermesServer(env, faults, workload);
  const openPage = (name: string, hasFaults: boolean): OpenPage => {
    const tab = record.addTab(name);
    const select = makeSelect('modelSelect', STATIC_MODELS.nous);
    const chip = makeChip();
    const report = (event: PageEvent): void => {
      env.log(textOf(event));
      record.observe(tab, event);
    };
    const page = makePage({ baseUrl: server.serve(name, hasFaults), select, chip, report });
    state.pages.push(page);
    state.selects.push(select);
    state.chips.push(chip);
    return { tab, page, select };
  };
  const hasReliableLists = [...faults.nous, ...faults.openrouter].every((answer) => answer === 'all');
  const lists = { pages: [], selects: [], chips: [], editors: [], editorsInTime: new Set<HTMLSelectElement>() };
  const state: LiveModelsState = { record, server, ...lists, hasReliableLists, openPage };
  for (const i of workload.tabs.keys()) openPage(`tab-${i + 1}`, i === 0);
  return state;
}
