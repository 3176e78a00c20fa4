import { Window } from 'happy-dom';
import { expect, test } from 'vitest';
import { compareJunit, exploreJunit } from './junit.ts';
import { paintFor } from './paint.ts';
import type { Exploration, Reports } from './report.ts';
import { HOSTILE, SAMPLE_REPORTS } from './testing/sample-reports.ts';

const CONTEXT = { version: '1', paint: paintFor(false), isDetailed: false };
/** Closes whatever it may stand in, and carries what XML cannot. */
const MARKUP = `"'/></failure>]]>&amp;<script/>\u0000\u000b\ufffe\ud800é😀${HOSTILE}`;

function parsed(xml: string | Uint8Array) {
  const document = new new Window().DOMParser().parseFromString(String(xml), 'text/xml');
  expect(document.querySelector('parsererror')?.textContent).toBeUndefined();
  return document;
}

function explored(): Exploration {
  const exploration = SAMPLE_REPORTS.explore[1]?.explorations[0];
  if (exploration === undefined) throw new Error('there is no sample of one exploration');
  return exploration;
}

/** The sample, in which every text is markup besides. */
function hostile(): Reports['explore'] {
  const { report, ...rest } = explored();
  const verdicts = report.verdicts.map((verdict) => ({
    ...verdict,
    property: `${verdict.property}${MARKUP}`,
    counterexample: verdict.counterexample && { ...verdict.counterexample, message: MARKUP, workload: MARKUP },
  }));
  const timelines = new Map(verdicts.map(({ property }) => [property, [MARKUP]]));
  return { seed: 1, explorations: [{ ...rest, timelines, report: { ...report, implementation: MARKUP, verdicts } }] };
}

test('violated is a failure, unknown an error and never skipped, holds passes with what it rests on', () => {
  const document = parsed(exploreJunit.render({ seed: 1, explorations: [explored()] }, CONTEXT));
  const cases = [...document.querySelectorAll('testcase')];
  expect(cases.map((item) => [item.getAttribute('name'), ...[...item.children].map(({ tagName }) => tagName)])).toEqual(
    [
      ['kept', 'failure'],
      ['unsure', 'error'],
      ['held', 'system-out'],
    ],
  );
  const [failure, error, holds] = cases;
  expect(failure?.textContent).toContain(explored().timelines.get('kept')?.join('\n'));
  expect(failure?.textContent).toContain('npx raceline replay out/kept.json');
  expect(error?.querySelector('error')?.getAttribute('message')).toMatch(/^unknown: ./);
  expect(holds?.textContent).toContain('50');
  const suite = document.querySelector('testsuite');
  expect(['tests', 'failures', 'errors', 'skipped'].map((name) => suite?.getAttribute(name))).toEqual([
    '3',
    '1',
    '1',
    '0',
  ]);
});

test('text of code under test opens no tag and closes none, and carries nothing that XML 1.0 cannot', () => {
  const xml = exploreJunit.render(hostile(), CONTEXT);
  const document = parsed(xml);
  expect(document.querySelectorAll('script')).toHaveLength(0);
  expect(document.querySelectorAll('testcase')).toHaveLength(3);
  expect(document.querySelector('failure')?.getAttribute('message')).toContain(`"'/></failure>]]>&amp;<script/>`);
  expect(document.querySelector('failure')?.textContent).toContain('é😀');
  expect(xml).toMatch(/^[\n\u{20}-\u{7e}\u{a0}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u);
});

test('nothing explored, and several explorations, are a file that parses', () => {
  for (const report of SAMPLE_REPORTS.explore) {
    expect(parsed(exploreJunit.render(report, CONTEXT)).querySelectorAll('testsuite')).toHaveLength(
      report.explorations.length,
    );
  }
});

test('a comparison is a suite an implementation, and an error more when it was interrupted', () => {
  const [, report] = SAMPLE_REPORTS.compare;
  if (report === undefined) throw new Error('there is no sample of one comparison');
  const whole = parsed(compareJunit.render(report, CONTEXT));
  expect([...whole.querySelectorAll('testsuite')].map((suite) => suite.getAttribute('name'))).toEqual([
    'counters / torn',
  ]);
  const scenarios = report.scenarios.map((scenario) => ({ ...scenario, wasInterrupted: true }));
  const cut = parsed(compareJunit.render({ ...report, scenarios }, CONTEXT));
  expect(cut.querySelector('[name="interrupted"] > error')).not.toBeNull();
});
