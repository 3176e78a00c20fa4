import type { ChatPage } from '../../src/live-models/chat-page.ts';
import type { LiveModelsRecord } from './record.ts';
import type { HermesServer } from './world.ts';

/** By what an execution is judged. */
export interface LiveModelsState {
  readonly record: LiveModelsRecord;
  readonly server: HermesServer;
  readonly pages: readonly ChatPage[];
  /** The chat headers' dropdowns, one a page, and those of the profile editors. */
  readonly selects: readonly HTMLSelectElement[];
  readonly editors: HTMLSelectElement[];
  /** Those that were opened by a page that had the list of models. */
  readonly editorsInTime: Set<HTMLSelectElement>;
  /** Where the users read which model they have, one a page. */
  readonly chips: readonly HTMLElement[];
  /** Every provider answers with all its models. */
  readonly hasReliableLists: boolean;
}
