import { expect, test } from 'vitest';
import { type Entry, promptTexts } from './transcript.ts';

function said(id: string): Entry {
  return { id, role: 'user', text: `text of ${id}` };
}

test('a prompt has the last summary in place of what it covers, and what came while it was made', () => {
  const summary: Entry = { id: 's', role: 'summary', text: 'a and b', covers: 'b' };
  expect(promptTexts([said('a'), said('b'), said('c'), summary, said('d')])).toEqual([
    'a and b',
    'text of c',
    'text of d',
  ]);
  expect(promptTexts([said('a'), said('b')])).toEqual(['text of a', 'text of b']);
});
