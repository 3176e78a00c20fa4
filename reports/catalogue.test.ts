import { expect, test } from 'vitest';
import { REPORTERS } from './catalogue.ts';
import { paintFor } from './paint.ts';
import type { CommandName, ReportContext } from './reporter.ts';
import { SAMPLE_REPORTS } from './testing/sample-reports.ts';

const CONTEXT: ReportContext = { version: '1.2.3', paint: paintFor(false), isDetailed: true };

/** Every reporter with the samples of its command, as what it renders of each. */
const RENDERED = (Object.keys(REPORTERS) as CommandName[]).flatMap((command) => renderingsOf(command));

function renderingsOf<C extends CommandName>(command: C): [command: string, name: string, texts: string[]][] {
  return REPORTERS[command].map((reporter) => [
    command,
    reporter.name,
    SAMPLE_REPORTS[command].map((report) => Buffer.from(reporter.render(report, CONTEXT)).toString()),
  ]);
}

test('each command has a text and a JSON report, and no name twice', () => {
  for (const reporters of Object.values(REPORTERS)) {
    const names = reporters.map(({ name }) => name);
    expect(names.slice(0, 2)).toEqual(['text', 'json']);
    expect(new Set(names).size).toBe(names.length);
  }
});

test.each(RENDERED)('%s as %s: what code under test says cannot steer a terminal', (_, _name, texts) => {
  const whole = texts.at(-1) ?? '';
  expect(whole).toContain('red');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose
  expect(whole).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});

test.each(RENDERED.filter(([, name]) => name === 'text'))(
  '%s as %s: what is printed of a report so far begins what is printed of the whole',
  (_, _name, texts) => {
    for (const text of texts) expect(texts.at(-1)?.slice(0, text.length)).toBe(text);
    expect(new Set(texts).size).toBe(texts.length);
  },
);

test.each(RENDERED.filter(([, name]) => name === 'json'))('%s as %s: is JSON, whatever it says', (_, _name, texts) => {
  expect(JSON.stringify(JSON.parse(texts.at(-1) ?? ''))).toContain('\u009b2J');
});
