import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { formatLine } from '../../explore/checkpoint.ts';
import { HEADER } from '../../testing/checkpoint-header.ts';
import { mergeShards } from './merge-shards.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'raceline-merge-'));
  for (const [name, index, count, seed] of SHARDS) {
    const line = formatLine({ ...HEADER, options: { ...HEADER.options, seed }, shard: { index, count } });
    writeFileSync(join(folder, name), line);
  }
  return () => rmSync(folder, { recursive: true });
});

const SHARDS: readonly [name: string, index: number, count: number, seed: number][] = [
  ['c1', 1, 3, 5],
  ['c2', 2, 3, 5],
  ['c3', 3, 3, 5],
  ['half', 2, 2, 5],
  ['other-seed', 2, 3, 6],
];

test.each([
  ['a shard that is missing', 'shard 2 of 3 is missing', ['c1', 'c3']],
  ['a shard twice', 'it is shard 1 of 3, and so is .*c1\\.', ['c1', 'c2', 'c3', 'c1']],
  ['shards of different counts', 'it is shard 2 of 2, .*c1 is of 3', ['c1', 'half']],
  ['shards of different explorations', 'its option seed is 6, here it is 5', ['c1', 'other-seed']],
])('a merge of %s is refused', async (_, why, names) => {
  const files = names.map((name) => join(folder, name));
  const args = { files, out: folder, hang: 1, json: false, report: [] } as unknown as Parameters<typeof mergeShards>[0];
  await expect(mergeShards(args)).rejects.toThrow(new RegExp(`^ERR_CHECKPOINT_MISMATCH: .*: ${why}`));
});
