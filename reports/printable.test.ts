import { expect, test, vi } from 'vitest';
import { paintFor } from './paint.ts';
import { printable, printableReport } from './printable.ts';

const HOSTILE = 'a\u001b[2J\u009bb\u202ec\u2028d\n\r\ufeff';
const SHOWN = 'a\\x1b[2J\\u009bb\\u202ec\\u2028d';

test('what a terminal would act on is spelled out', () => {
  expect(printable(HOSTILE)).toBe(`${SHOWN}\\n\\x0d\\ufeff`);
  expect(printable('Grüße, 世界 👍')).toBe('Grüße, 世界 👍');
});

test('a report keeps its lines and colours, and nothing else', () => {
  expect(printableReport(HOSTILE)).toBe(`${SHOWN}\n\\x0d\\ufeff`);
  vi.stubEnv('NO_COLOR', '');
  const painted = paintFor(true).bad('red');
  vi.unstubAllEnvs();
  expect(painted).toContain('\u001b');
  expect(printableReport(painted)).toBe(painted);
});

test('JSON says the same after it', () => {
  const value = { text: HOSTILE };
  expect(JSON.parse(printableReport(JSON.stringify(value)))).toEqual(value);
});
