import { defineScenario, type Env, type Scenario, type SimProcess } from '../../harness/index.ts';
import { abortEverything, doNothing, refuseEverything } from '../../src/session-flood/baselines.ts';
import {
  coalesceMapSet,
  debounceClearAfter,
  debounceMaxWait,
  debounceShared,
  type MakeRegistry,
  reference,
  referenceWithoutCoalescing,
  writeEveryMessage,
} from '../../src/session-flood/implementations.ts';
import type { Message, SessionRegistry } from '../../src/session-flood/session.ts';
import { SessionFiles, type SessionFilesOptions } from '../../src/session-flood/session-files.ts';
import { COSTS } from './costs.ts';
import { EXAMPLES, ranges } from './examples.ts';
import { PROPERTIES } from './properties.ts';
import { FloodRecord, fileOf, SESSIONS_DIR, sessionName } from './record.ts';
import { type Burst, type Faults, faultClass, faults, leaveOut, type Workload, workload } from './workload.ts';

export const scenario: Scenario = defineScenario<MakeRegistry, Workload, Faults, FloodRecord>({
  name: 'openclaw-6766-session-flood',
  title: 'A flood of messages is saved to session files, at once or by and by',
  issue: 'openclaw/openclaw#6766',
  startAt: '2026-02-19T09:00:00Z',
  implementations: {
    'write-every-message': {
      says: 'as reported: each message writes its whole session over the file',
      subject: writeEveryMessage,
    },
    'debounce-clear-after': {
      says: "the report's fix as printed: a debounced flush of all pending sessions, which are cleared after it",
      subject: debounceClearAfter,
    },
    'debounce-shared': {
      says: "the report's practice 2: one debounced save function for all sessions",
      subject: debounceShared,
    },
    'coalesce-map-set': {
      says: "the report's practice 5: one pending update a session, the next takes its place",
      subject: coalesceMapSet,
    },
    'debounce-max-wait': {
      says: 'the fix as printed, but a flush is put off for 2 s at most',
      subject: debounceMaxWait,
    },
    'do-nothing': {
      says: 'baseline: acknowledges every message and keeps none',
      subject: doNothing,
    },
    'refuse-everything': {
      says: 'baseline: refuses every message at once',
      subject: refuseEverything,
    },
    'abort-everything': {
      says: 'baseline: a message that comes while another one of its session waits to be saved has that one refused',
      subject: abortEverything,
    },
    reference: {
      says: 'a writer for each session: 1 s after its first unsaved change, again if that fails',
      subject: reference,
    },
    'reference-without-coalescing': {
      says: 'the reference, but every message is a write of its own, in order',
      subject: referenceWithoutCoalescing,
      ablates: 'Q4, write coalescing',
    },
  },
  examples: EXAMPLES,
  workload,
  faults,
  faultClass,
  ranges,
  leaveOut,
  setup(env, makeRegistry, workload, faults) {
    env.disk.mkdir(SESSIONS_DIR);
    const earlier = workload.earlier === 0 ? [] : saveEarlier(env, workload.earlier);
    const record = new FloodRecord(env, faults.fullDisk);
    record.earlierSaved(sessionName(1), earlier);
    const gateway = env.process('gateway');
    const registry = makeRegistry({ ...filesOptions(env), onWrite: (event) => record.wrote(event) });
    const world = { env, record, gateway, registry };
    for (const [index, burst] of workload.bursts.entries()) addBurst(world, burst, index + 1);
    if (workload.snapshotUpdates > 0) addSnapshotUpdates(world, workload.snapshotUpdates);
    if (workload.restartAtMs !== null) addRestart(world, workload);
    addFaults(world, faults);
    return record;
  },
  properties: PROPERTIES,
  costs: COSTS,
});

interface World {
  readonly env: Env;
  readonly record: FloodRecord;
  readonly gateway: SimProcess;
  readonly registry: SessionRegistry;
}

function filesOptions(env: Env): SessionFilesOptions {
  return {
    directory: SESSIONS_DIR,
    log: (level, text) => {
      if (level !== 'debug') env.log(`[${level}] ${text}`);
    },
  };
}

/** Writes the file that an earlier gateway has left. Returns what is in it. */
function saveEarlier(env: Env, count: number): readonly Message[] {
  const id = sessionName(1);
  const messages = Array.from({ length: count }, (_, i) => ({
    id: `${id}-earlier.${i + 1}`,
    text: `Earlier ${i + 1}`,
  }));
  env.disk.write(fileOf(id), JSON.stringify({ id, messages }));
  return messages;
}

/** The gateway receives the messages of one burst; it does not wait for one to be saved before it takes the next. */
function addBurst(world: World, { session, atMs, count, everyMs }: Burst, number: number): void {
  const { env, gateway, registry } = world;
  const name = sessionName(session);
  const receive = async (): Promise<void> => {
    const answers: Promise<void>[] = [];
    for (let i = 1; i <= count; i++) {
      const message = { id: `${name}-${number}.${i}`, text: `Message ${i}` };
      answers.push(deliver(world, name, message, () => registry.handleMessage(name, message)));
      if (i < count) await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
    await Promise.all(answers);
  };
  env.actor(`burst-${number}`, gateway, receive, { atMs, latestMs: atMs });
}

/** The report's flood-session-updates script. */
function addSnapshotUpdates(world: World, count: number): void {
  const { env, gateway, registry } = world;
  const name = sessionName(1);
  const flood = async (): Promise<void> => {
    const { messages } = registry.getSession(name);
    const snapshot = [...messages];
    const updates = Array.from({ length: count }, (_, i) => {
      const message = { id: `${name}-update.${i}`, text: `Message ${i}` };
      return deliver(world, name, message, () => registry.updateSession(name, { messages: [...snapshot, message] }));
    });
    await Promise.all(updates);
    const got = registry.getSession(name).messages.length - snapshot.length;
    env.log(got === count ? `All ${count} messages saved` : `Race detected: expected ${count}, got ${got}`);
  };
  env.actor('flood-session-updates', gateway, flood, { latestMs: 0 });
}

async function deliver(world: World, session: string, message: Message, save: () => Promise<void>): Promise<void> {
  const { record, registry } = world;
  const delivery = record.sent(session, message);
  try {
    await save();
    record.acknowledge(delivery, registry.getSession(session));
  } catch {
    record.refuse(delivery);
  }
}

/** What a gateway finds that starts later. */
function addRestart({ env }: World, { bursts, restartAtMs, snapshotUpdates }: Workload): void {
  const atMs = restartAtMs ?? 0;
  const numbers = new Set(bursts.map(({ session }) => session));
  if (snapshotUpdates > 0) numbers.add(1);
  const load = async (): Promise<void> => {
    const files = new SessionFiles(filesOptions(env));
    for (const number of numbers) {
      const { id, messages } = await files.read(sessionName(number));
      env.log(`[info] Session ${id} loaded: ${messages.length} messages`);
    }
  };
  env.actor('load-sessions', env.process('restarted gateway'), load, { atMs, latestMs: atMs });
}

function addFaults({ env, record, gateway }: World, { kill, fullDisk }: Faults): void {
  if (fullDisk !== null) env.disk.inject({ call: 'write', code: 'ENOSPC', ...fullDisk });
  if (kill === null) return;
  const killGateway = (): void => {
    record.killed();
    env.kill(gateway);
  };
  env.actor('kill', env.process('operator'), killGateway, { atMs: kill.fromMs, latestMs: kill.toMs });
}
