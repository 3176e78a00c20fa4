import { expect, test } from 'vitest';
import { RegistryWriteLog } from './write-log.ts';

const SETTINGS = { enabled: true, level: 'debug', includeStackTrace: false } as const;

function logOf(settings: ConstructorParameters<typeof RegistryWriteLog>[2] = SETTINGS): {
  log: RegistryWriteLog;
  lines: string[];
} {
  const lines: string[] = [];
  return {
    log: new RegistryWriteLog('/state/models.json', (level, text) => lines.push(`[${level}] ${text}`), settings),
    lines,
  };
}

test('a write is logged with the entries that the file has now', () => {
  const { log, lines } = logOf();
  log.wrote(['a'], ['a', 'b']);
  expect(lines).toEqual(['[debug] Registry write models.json: [a, b]']);
});

test('an entry that was written from here and is not in the file any more is told once', () => {
  const { log, lines } = logOf({ ...SETTINGS, enabled: false });
  log.wrote(['a'], ['a', 'b']);
  log.saw(['a', 'b']);
  log.saw(['a', 'c']);
  log.saw(['a', 'c']);
  expect(lines).toEqual(['[warn] Registry write lost: models.json has no b after an overwrite by another writer']);
});

test('an entry of somebody else is not missed', () => {
  const { log, lines } = logOf({ ...SETTINGS, enabled: false });
  log.wrote(['a'], ['a', 'b']);
  log.saw(['b']);
  expect(lines).toEqual([]);
});

test("the report's patterns find a conflict and a loss", () => {
  const { log, lines } = logOf({ ...SETTINGS, enabled: false });
  log.conflict(undefined, 1);
  log.wrote([], ['b']);
  log.saw([]);
  expect(lines[0]).toBe('[warn] Registry write conflict: models.json is at version 1, was read at none');
  expect(lines.filter((line) => /Registry write.*(conflict|lost)/.test(line))).toHaveLength(2);
  expect(lines.filter((line) => /Registry.*conflict|Registry.*overwrite/.test(line))).toHaveLength(2);
});

test('with includeStackTrace a write says who made it', () => {
  const { log, lines } = logOf({ ...SETTINGS, includeStackTrace: true });
  log.wrote([], ['b']);
  expect(lines[0]).toContain('write-log.test.ts');
});
