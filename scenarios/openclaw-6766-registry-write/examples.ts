import type { CrashProfile, Example } from '../../harness/index.ts';
import { type Faults, type LoadPlugin, NO_FAULTS, type ProcessPlan, type Task, type Workload } from './workload.ts';

function model(id: string): Task {
  return { kind: 'add-model', id };
}

function plugin(name: string, tools: number, shares = false): LoadPlugin {
  return { kind: 'load-plugin', plugin: name, tools, shares };
}

function gateway(...tasks: Task[]): ProcessPlan {
  return { kind: 'gateway', atMs: 0, withinMs: 20, tasks };
}

function command(task: Task, change: Partial<ProcessPlan> = {}): ProcessPlan {
  return { kind: 'command', atMs: 0, withinMs: 20, tasks: [task], ...change };
}

function base(processes: readonly ProcessPlan[], change: Partial<Workload> = {}): Workload {
  return { models: ['default-model'], version: null, processes, reads: 3, ...change };
}

/** One gateway that adds, and a second process that does. */
const TWO_WRITERS = [gateway(model('plugin-a-model'), model('plugin-b-model')), command(model('added-by-hand'))];

const THREE_COMMANDS = [command(model('by-hand-1')), command(model('by-hand-2')), command(model('by-hand-3'))];

function powerLoss(profile: CrashProfile): Example<Workload, Faults> {
  return { workload: base(TWO_WRITERS, { reads: 0 }), faults: { ...NO_FAULTS, powerLoss: { profile, looks: 10 } } };
}

function diskFull(afterWrites: number): Example<Workload, Faults> {
  const later = command(model('added-later'), { atMs: 60_000 });
  return {
    workload: base([command(model('too-much')), command(model('added-by-hand')), later], { reads: 8 }),
    faults: { ...NO_FAULTS, diskFull: { afterWrites } },
  };
}

/** Explored first: the workloads of the report. Its tests at full size are in report-tests.test.ts. */
export const examples: Readonly<Record<string, Example<Workload, Faults>>> = {
  'two-plugins-register-models': {
    workload: base([gateway(model('plugin-a-model'), model('plugin-b-model'))]),
    faults: NO_FAULTS,
  },
  'gateway-and-command-at-version-0': { workload: base(TWO_WRITERS, { version: 0 }), faults: NO_FAULTS },
  'ten-commands': {
    workload: base(
      Array.from({ length: 10 }, (_, i) => command(model(`test-model-${i + 1}`))),
      { models: [], version: 7, reads: 0 },
    ),
    faults: NO_FAULTS,
  },
  'three-plugins-with-two-tools': {
    workload: base([gateway(plugin('plugin-a', 2), plugin('plugin-b', 2), plugin('plugin-c', 2))], { reads: 0 }),
    faults: NO_FAULTS,
  },
  // As many as the report's third test has tools: five tries are not enough for each of them.
  'twenty-five-writers': {
    workload: base([gateway(...Array.from({ length: 25 }, (_, i) => model(`model-${i + 1}`)))], {
      models: [],
      version: 7,
      reads: 0,
    }),
    faults: NO_FAULTS,
  },
  'removed-while-others-add': {
    workload: base(
      [
        gateway(model('plugin-a-model'), { kind: 'remove-model', id: 'default-model' }),
        command(model('added-by-hand')),
      ],
      { reads: 1 },
    ),
    faults: NO_FAULTS,
  },
  'session-ends-while-messages-come': {
    workload: base(
      [gateway({ kind: 'add-message', id: 'm1' }, { kind: 'end-session' }), command({ kind: 'add-message', id: 'm2' })],
      { reads: 0 },
    ),
    faults: NO_FAULTS,
  },
  // Each makes the id of what it has read.
  'two-processes-make-an-id': {
    workload: base(
      [
        gateway({ kind: 'add-under-new-id', modelId: 'for-a-plugin' }),
        command({ kind: 'add-under-new-id', modelId: 'by-hand' }),
      ],
      { reads: 0 },
    ),
    faults: NO_FAULTS,
  },
  'four-registries': {
    workload: base(
      [
        gateway(model('claude-opus-4-6'), { kind: 'set-api-key' }, plugin('plugin-a', 1), {
          kind: 'add-message',
          id: 'm1',
        }),
        command(model('added-by-hand')),
        command({ kind: 'add-message', id: 'm2' }),
      ],
      { reads: 1 },
    ),
    faults: NO_FAULTS,
  },
  'provider-edit-and-rotation': {
    workload: base([gateway({ kind: 'set-base-url' }, { kind: 'set-api-key' })], { reads: 0 }),
    faults: NO_FAULTS,
  },
  // The same edit by a command: a lock that only one process knows of is none.
  'provider-edit-by-a-command': {
    workload: base([gateway({ kind: 'set-api-key' }), command({ kind: 'set-base-url' })], { reads: 0 }),
    faults: NO_FAULTS,
  },
  'user-disables-plugin-enables': {
    workload: base([gateway({ kind: 'disable-tool' }, plugin('plugin-a', 1, true))], { reads: 0 }),
    faults: NO_FAULTS,
  },
  // The reverse: it is off until the user wants it, and a plugin registers it again as off.
  'user-enables-plugin-disables': {
    workload: base([gateway({ kind: 'enable-tool' }, { ...plugin('plugin-a', 1, true), wantsOff: true })], {
      reads: 0,
    }),
    faults: NO_FAULTS,
  },
  'kill-during-an-update': {
    workload: base([command(model('added-by-hand'), { withinMs: 0 }), command(model('added-later'), { atMs: 60_000 })]),
    faults: { ...NO_FAULTS, kills: [{ of: 'writer', atMs: 0, looks: 3 }] },
  },
  'kill-of-one-of-three-writers': {
    workload: base(THREE_COMMANDS, { reads: 0 }),
    faults: { ...NO_FAULTS, kills: [{ of: 'writer', atMs: 0, looks: 10 }] },
  },
  'kill-of-three-writers': {
    workload: base(THREE_COMMANDS, { reads: 0 }),
    faults: { ...NO_FAULTS, kills: [{ of: 'all', atMs: 0, looks: 8 }] },
  },
  // Ten seconds after the kill, proper-lockfile takes the dead one's lock for stale.
  'kill-and-three-commands-later': {
    workload: base(
      [
        gateway(model('plugin-a-model')),
        command(model('by-hand-1'), { atMs: 12_000 }),
        command(model('by-hand-2'), { atMs: 12_000 }),
        command(model('by-hand-3'), { atMs: 12_000 }),
      ],
      { reads: 0 },
    ),
    faults: { ...NO_FAULTS, kills: [{ of: 'writer', atMs: 0, looks: 3 }] },
  },
  'power-loss-posix-weak': powerLoss('posix-weak'),
  'power-loss-ext4-ordered': powerLoss('ext4-ordered'),
  'disk-full': diskFull(1),
  // The reference has written its lock file by then.
  'disk-full-later': diskFull(3),
  'corrupted-by-another-program': {
    workload: base([gateway(model('plugin-a-model'), model('plugin-b-model'))], { reads: 0 }),
    faults: { ...NO_FAULTS, corruption: { atMs: 5_000 } },
  },
};
