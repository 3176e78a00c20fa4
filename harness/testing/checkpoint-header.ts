import { ENGINE_VERSION } from '../engine/version.ts';
import { CHECKPOINT_FORMAT, type CheckpointHeader } from '../explore/checkpoint.ts';

/** That of a whole run of one implementation, for tests of checkpoints. */
export const HEADER: CheckpointHeader = {
  format: CHECKPOINT_FORMAT,
  engine: ENGINE_VERSION,
  reference: './counters.mjs',
  scenario: 'counters',
  implementations: ['torn'],
  options: { seed: 5, strategy: 'basic-pos', schedulesMax: 200 },
  timeIsTheGoal: false,
  shard: { index: 1, count: 1 },
  code: {},
};
