import type { Property } from '../../harness/index.ts';
import type { RegistryRecord } from './record.ts';
import { idsIn, REGISTRIES } from './world.ts';

// That what was asked for is done: without these whoever writes nothing would lose nothing.

const acknowledgedIsThere: Property<RegistryRecord> = {
  name: 'acknowledged-is-there',
  kind: 'safety',
  level: 'documented',
  says: 'an update is acknowledged when its entries are in the file, or have been, and not before',
  when: 'quiescence',
  judge: ({ unwritten }) => unwritten,
};

const entriesOnce: Property<RegistryRecord> = {
  name: 'entries-once',
  kind: 'safety',
  level: 'documented',
  says: 'no entry is twice in a registry at the end',
  when: 'quiescence',
  judge: (record) => {
    for (const name of REGISTRIES) {
      const ids = idsIn(name, record.textOf(name)) ?? [];
      const twice = ids.find((id, at) => ids.indexOf(id) !== at);
      if (twice === undefined || record.initialIds.get(name)?.includes(twice) === true) continue;
      return { message: `${name}.json has ${twice} more than once at the end` };
    }
    return undefined;
  },
};

export const WORK_PROPERTIES: readonly Property<RegistryRecord>[] = [acknowledgedIsThere, entriesOnce];
