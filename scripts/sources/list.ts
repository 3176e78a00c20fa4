import { NODE_MAJOR } from '../../harness/engine/node-version.ts';
import { CLOCKS } from './clocks.ts';
import { COMPUTATION } from './computation.ts';
import { FILES } from './files.ts';
import { MESSAGES } from './messages.ts';
import { NETWORK } from './network.ts';
import { PROCESSES } from './processes.ts';
import type { Source } from './source.ts';

/** By the file of this folder that begins them. */
export const SOURCES: Readonly<Record<string, readonly Source[]>> = {
  processes: PROCESSES,
  network: NETWORK,
  files: FILES,
  computation: COMPUTATION,
  clocks: CLOCKS,
  messages: MESSAGES,
};

/** Those that the running version of Node has, each with its file. */
export function sourcesHere(): [file: string, source: Source][] {
  return Object.entries(SOURCES).flatMap(([file, sources]) =>
    sources
      .filter(({ since = 0, until = Number.POSITIVE_INFINITY }) => since <= NODE_MAJOR && NODE_MAJOR < until)
      .map((source): [string, Source] => [file, source]),
  );
}
