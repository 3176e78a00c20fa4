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
  /** Every provider answers with all its models. */
  readonly hasReliableLists: boolean;
}
