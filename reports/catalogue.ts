import { compareJson } from './compare-json.ts';
import { compareText } from './compare-text.ts';
import { exploreJson } from './explore-json.ts';
import { exploreText } from './explore-text.ts';
import { compareJunit, exploreJunit } from './junit.ts';
import { listJson } from './list-json.ts';
import { listText } from './list-text.ts';
import { replayJson } from './replay-json.ts';
import { replayText } from './replay-text.ts';
import type { CommandName, Reporter } from './reporter.ts';
import { reproduceJson } from './reproduce-json.ts';
import { reproduceText } from './reproduce-text.ts';
import { sweepJson } from './sweep-json.ts';
import { sweepText } from './sweep-text.ts';

/** Every form of every command's report. What stands here can be asked for by `--report NAME=FILE`. */
export const REPORTERS: { readonly [C in CommandName]: readonly Reporter<C>[] } = {
  list: [listText, listJson],
  explore: [exploreText, exploreJson, exploreJunit],
  compare: [compareText, compareJson, compareJunit],
  sweep: [sweepText, sweepJson],
  reproduce: [reproduceText, reproduceJson],
  replay: [replayText, replayJson],
};
