import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { foundIn } from '../../harness/testing/violated-of.ts';
import { REPORTED_EDITS } from '../../src/registry-write/edits.ts';
import { inProcessLock } from '../../src/registry-write/in-process-lock.ts';
import { JsonFile } from '../../src/registry-write/json-file.ts';
import { openReference } from '../../src/registry-write/reference.ts';
import { ALL_PARTS } from '../../src/registry-write/reference-parts.ts';
import type { OpenRegistry, RegistryFile, RegistryOptions, Versioned } from '../../src/registry-write/registry-file.ts';
import { writeInPlace } from '../../src/registry-write/write-text.ts';
import { scenario } from './scenario.ts';

// What people do in place of a fix. Each takes a symptom of the report away, and has to be red for what it does instead.

type Update<Content extends Versioned> = RegistryFile<Content>['update'];

/** The reference, with another way to update. */
function updating(
  change: <Content extends Versioned>(update: Update<Content>, options: RegistryOptions<Content>) => Update<Content>,
): OpenRegistry {
  const open = openReference(ALL_PARTS);
  return (options) => {
    const file = open(options);
    return { read: () => file.read(), update: change((mutate) => file.update(mutate), options) };
  };
}

/** The caller goes on before anything is saved. */
const writeBehind = updating((update) => async (mutate) => {
  void sleep(100).then(() => update(mutate).catch(() => {}));
});

/** Each change is made twice, in case the first is lost. */
const twice = updating((update) => async (mutate) => {
  await update((content) => {
    mutate(content);
    mutate(content);
  });
});

/** What goes wrong is not said. */
const swallowed: OpenRegistry = inProcessLock((options) => {
  const file = new JsonFile(options, writeInPlace);
  const update: Update<Parameters<(typeof options)['kind']['idsOf']>[0]> = async (mutate) => {
    const content = await file.read().catch(() => options.kind.empty());
    mutate(content);
    await file.write(content).catch(() => {});
  };
  return { read: () => file.read(), update };
});

/** Who comes while another update is under way is told so, after a while. */
const delayedRefusal = updating((update) => {
  let busy = 0;
  return async (mutate) => {
    if (busy > 0) {
      await sleep(200);
      throw new Error('please try again later');
    }
    busy++;
    await update(mutate).finally(() => busy--);
  };
});

test.each<[string, OpenRegistry, string[]]>([
  ['write behind', writeBehind, ['acknowledged-is-there']],
  ['each change twice', twice, ['entries-once']],
  ['swallowed errors', swallowed, ['no-lost-update-across-processes', 'acknowledged-is-there']],
  ['delayed refusal', delayedRefusal, ['no-spurious-error']],
])('%s is red', async (name, open, expected) => {
  const design = { edits: REPORTED_EDITS, adds: 'at once', commandsUnderFlock: false, monitorsHealth: false, open };
  const tried = { ...scenario, implementations: { tried: { says: name, subject: () => design } } };
  const { violated } = await foundIn(tried, 'tried', expected, { schedulesMax: 600 });
  expect(violated).toEqual(expect.arrayContaining(expected));
});
