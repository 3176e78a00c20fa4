import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { replayCommand } from './replay-command.ts';

test.each(['reports/out/a.b.c.json', "it's here/a b$(c).json", '-x;y"z`.json'])(
  'the command that replays %s means that file to a shell',
  (file) => {
    const command = replayCommand(file).replace('replay: npx raceline replay', "printf '%s'");
    expect(execFileSync('sh', ['-c', command], { encoding: 'utf8' })).toBe(file);
  },
);

test('a plain name is not quoted', () => {
  expect(replayCommand('reports/out/a.json')).toBe('replay: npx raceline replay reports/out/a.json');
});
