// `raceline/scenarios/hermes-1169-live-models`: the scenario, and what a page of one's own is made of.
export type { ChatPage, MakePage, PageOptions } from '../../src/live-models/chat-page.ts';
export type { MissingModelPolicy, OpenSession, SessionPage } from '../../src/live-models/missing-model-policy.ts';
export { addModels, fillModels, modelIds, selectModel } from '../../src/live-models/model-select.ts';
export type { ModelOption } from '../../src/live-models/models-api.ts';
export type { PageEvent } from '../../src/live-models/page-events.ts';
export { TopbarPage } from '../../src/live-models/topbar-page.ts';
export { scenario } from './scenario.ts';
