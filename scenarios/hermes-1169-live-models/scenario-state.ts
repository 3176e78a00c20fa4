import type { ChatPage } from '../../src/live-models/chat-page.ts';
import type { LiveModelsRecord, TabRecord } from './record.ts';
import type { HermesServer } from './world.ts';

/** By what an execution is judged. */
export interface LiveModelsState {
  readonly record: LiveModelsRecord;
  readonly server: HermesServer;
  readonly pages: ChatPage[];
  /** The chat headers' dropdowns, one a page, and those of the profile editors. */
  readonly selects: HTMLSelectElement[];
  readonly editors: HTMLSelectElement[];
  /** Those that were opened by a page that had the list of models. */
  readonly editorsInTime: Set<HTMLSelectElement>;
  /** Where the users read which model they have, one a page. */
  readonly chips: HTMLElement[];
  /** Every provider answers with all its models. */
  readonly hasReliableLists: boolean;
  /** Another page, beside those that there are; `hasFaults`: its requests meet those of the fault plan. */
  readonly openPage: (name: string, hasFaults: boolean) => OpenPage;
}

export interface OpenPage {
  readonly tab: TabRecord;
  readonly page: ChatPage;
  readonly select: HTMLSelectElement;
}
