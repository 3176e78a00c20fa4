import fs from 'node:fs';
import { expect, test } from 'vitest';
import { runOnce } from '../../run/detailed-run.ts';
import { trial } from '../../testing/trial.ts';

/** What the calls throw in an execution with a file `/f` and a folder `/d`, and what of these is left. */
async function refused(
  ...calls: (() => unknown)[]
): Promise<{ said: string[]; left: string[]; leaks: readonly string[] }> {
  const said: string[] = [];
  let left: string[] = [];
  const { leaks } = await runOnce(
    trial((env) => {
      env.disk.write('/f', 'kept');
      env.disk.mkdir('/d');
      env.actor('a', env.process('p'), async () => {
        for (const call of calls) {
          try {
            said.push(`returned ${await call()}`);
          } catch (error) {
            said.push(`${(error as NodeJS.ErrnoException).code} ${(error as Error).message}`);
          }
        }
        left = fs.readdirSync('/').filter((name) => !['home', 'tmp'].includes(name));
      });
    }),
  );
  return { said, left, leaks };
}

test('options that Node refuses do nothing, in each form, and leave no trace of the question', async () => {
  const options = { recursive: 1 } as never;
  const { said, left, leaks } = await refused(
    () => fs.rmSync('/f', options),
    () => fs.promises.rm('/f', options),
    () => fs.rm('/f', options, () => {}),
    () => fs.mkdirSync('/new', options),
  );
  const text = 'The "options.recursive" property must be of type boolean. Received type number (1)';
  expect(said).toEqual(Array.from({ length: 4 }, () => `ERR_INVALID_ARG_TYPE ${text}`));
  expect(left).toEqual(['d', 'f']);
  expect(leaks).toEqual([]);
});

test('arguments of one shape are refused or not by what Node says of them, again and again', async () => {
  const { said } = await refused(
    () => fs.accessSync('/f', 4),
    () => fs.accessSync('/f', 99),
    () => fs.accessSync('/f', 99),
    () => fs.truncateSync('/f', 1.5),
    () => fs.truncateSync('/f', 2),
    () => fs.access('/f', 'x' as never, () => {}),
    () => fs.access('/f', undefined as never),
  );
  expect(said).toEqual([
    'returned undefined',
    expect.stringMatching(/^ERR_OUT_OF_RANGE .*mode/),
    expect.stringMatching(/^ERR_OUT_OF_RANGE .*mode/),
    expect.stringMatching(/^ERR_OUT_OF_RANGE .*"len"/),
    'returned undefined',
    expect.stringMatching(/^ERR_INVALID_ARG_TYPE .*mode/),
    expect.stringMatching(/^ERR_INVALID_ARG_TYPE .*"cb"/),
  ]);
});

test('the execution in which Node is asked first is the same as those after it', async () => {
  const eventsOf = async (): Promise<unknown> => {
    // Of a mode that no other test uses: nothing like it has been let through yet.
    const write = (): Promise<void> => fs.promises.appendFile('/f', 'text', { mode: 0o517 });
    const { events } = await runOnce(trial((env) => void env.actor('a', env.process('p'), write)));
    return events.map(({ text, outcome }) => `${text} ${outcome}`);
  };
  expect(await eventsOf()).toEqual(await eventsOf());
});

test('a copy that fails costs the target, whatever was there', async () => {
  const { said, left } = await refused(() => fs.copyFileSync('/d', '/f'));
  expect(said).toEqual([expect.stringContaining('EISDIR')]);
  expect(left).toEqual(['d']);
});

test('paths come back in the encoding that was asked for', async () => {
  const { said } = await refused(
    () => fs.promises.realpath('/f', 'hex'),
    () => Buffer.isBuffer(fs.realpathSync('/f', 'buffer')),
    () => fs.mkdtempSync('/d/x', { encoding: 'hex' }).startsWith(Buffer.from('/d/x').toString('hex')),
  );
  expect(said).toEqual(['returned 2f66', 'returned true', 'returned true']);
});
