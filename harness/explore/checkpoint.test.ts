import { expect, test } from 'vitest';
import { HEADER } from '../testing/checkpoint-header.ts';
import { JOB } from '../testing/job-findings.ts';
import { CHECKPOINT_FORMAT, formatLine, parseCheckpoint } from './checkpoint.ts';

const TEXT = [
  formatLine(HEADER),
  formatLine({ implementation: 'torn', job: JOB }),
  formatLine({ implementation: 'torn', ended: null }),
].join('');

const parse = (text: string): ReturnType<typeof parseCheckpoint> => parseCheckpoint(Buffer.from(text), 'c.jsonl');

test('what was written is read', () => {
  const { header, known } = parse(TEXT);
  expect(header).toEqual(HEADER);
  expect(known).toEqual(new Map([['torn', { jobs: new Map([[0, JOB]]), ended: null }]]));
});

test('a line that a kill cut short is left out, wherever it was cut', () => {
  const [head = '', job = ''] = TEXT.split('\n');
  for (const length of [0, 1, job.length - 1, job.length]) {
    expect(parse(`${head}\n${job.slice(0, length)}`).known.get('torn')?.jobs.size, `${length}`).toBe(0);
  }
});

test.each([
  ['what is none', 'no checkpoint\n', /^ERR_BAD_CHECKPOINT: c\.jsonl is not a checkpoint: line 1 is not JSON\./],
  ['an empty file', '', /^ERR_BAD_CHECKPOINT: c\.jsonl is not a checkpoint: line 1 is not JSON\./],
  ['a header that is no object', '5\n', /^ERR_BAD_CHECKPOINT: .*: line 1, as a whole: /],
  ['a header that is nothing', 'null\n', /^ERR_BAD_CHECKPOINT: .*: line 1, as a whole: /],
  ['a header without an engine', '{"format":99}\n', /^ERR_BAD_CHECKPOINT: .*: line 1, format: /],
  ['a header without a format', '{"engine":"0.0.1"}\n', /^ERR_BAD_CHECKPOINT: .*: line 1, format: /],
  ['a damaged line', TEXT.replace('"steps":', '"stairs":'), /^ERR_BAD_CHECKPOINT: c\.jsonl .*: line 2/],
  ['a line that is not JSON', TEXT.replace('{"implementation"', '"'), /^ERR_BAD_CHECKPOINT: .*: line 2 is not JSON/],
  [
    'what is of no implementation of it',
    TEXT.replace('"implementation":"torn"', '"implementation":"atomic"'),
    /^ERR_BAD_CHECKPOINT: .*: its header does not name the implementation atomic\./,
  ],
  [
    'another engine',
    TEXT.replace(/"engine":"[^"]+"/, '"engine":"0.0.1"'),
    new RegExp(`^ERR_CHECKPOINT_MISMATCH: .*: it has format ${CHECKPOINT_FORMAT} of engine 0\\.0\\.1,`),
  ],
])('%s is refused', (_, text, message) => {
  expect(() => parse(text)).toThrow(message);
});
