import type * as z from 'zod';
import type { Shard } from '../../scenario/how.ts';
import { text } from './option-kinds.ts';

export const shard: z.ZodType<Shard | undefined> = text()
  .transform((given, context): Shard => {
    const [, index, count] = /^(\d+)\/(\d+)$/.exec(given) ?? [];
    const read = { index: Number(index), count: Number(count) };
    const isWhole = Number.isSafeInteger(read.count) && read.index >= 1 && read.index <= read.count;
    if (!isWhole) context.addIssue('a shard is i/n with 1 <= i <= n');
    return read;
  })
  .optional()
  .describe('i/n: the i-th of n parts, for CI matrices; raceline merge puts their checkpoints together')
  .meta({ example: '2/4' });
