import { expect, test } from 'vitest';
import { explore } from '../../explore/explore.ts';
import { exploreTheme, exploreThemeInto } from './explore-theme.ts';
import { loadThemes } from './themes.ts';

// The table itself; `npm run table` asks for all of it, and has the last test ask for one theme after the other.

test('at least 200 programs, 40 of them hostile, have names of their own and answers of every kind', async () => {
  const programs = (await loadThemes()).flatMap(({ programs }) => Object.entries(programs));
  expect(programs.length).toBeGreaterThanOrEqual(200);
  expect(new Set(programs.map(([name]) => name)).size).toBe(programs.length);
  expect(programs.filter(([, { isHostile }]) => isHostile === true).length).toBeGreaterThanOrEqual(40);
  expect([...new Set(programs.map(([, { kind }]) => kind))].toSorted()).toEqual(['broken', 'correct', 'undecidable']);
});

const { RACELINE_TABLE: theme, RACELINE_TABLE_FILE: file } = process.env;

test('one theme is answered as the table says', async () => {
  if (theme !== undefined && file !== undefined) return await exploreThemeInto(file, theme, explore);
  expect(await exploreTheme('memory', explore)).toMatchObject({
    'count-over-an-await': { sound: 'violated' },
    'count-after-an-await': { sound: 'holds' },
  });
});
