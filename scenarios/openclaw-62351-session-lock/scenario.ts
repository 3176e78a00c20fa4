import { type Actor, defineScenario, type Env, type Scenario, type SimProcess } from '../../harness/index.ts';
import { abortEverything, doNothing, refuseEverything } from '../../src/session-lock/baselines.ts';
import type { SessionGateway } from '../../src/session-lock/gateway.ts';
import {
  holdAcrossRotation,
  holdPerAttempt,
  lease30s,
  lease30sFenced,
  type MakeGateway,
  reference,
  releaseBetween,
  suggestedSnippet,
  terminalAndAcquireTimeout,
  timeoutTerminal,
} from '../../src/session-lock/implementations.ts';
import type { Entry } from '../../src/session-lock/transcript.ts';
import { costs } from './costs.ts';
import { LOCK_PROPERTIES } from './lock-properties.ts';
import { GatewayRecord, type Task } from './record.ts';
import { RUN_PROPERTIES } from './run-properties.ts';
import { SERVICE_PROPERTIES } from './service-properties.ts';
import { addUpstream } from './upstream.ts';
import {
  EXAMPLES,
  type Faults,
  faultClass,
  faults,
  type Kill,
  leaveOut,
  type Probe,
  ranges,
  type Workload,
  workload,
} from './workloads.ts';
import { API_URL, CANDIDATES, FIRST_ENTRY, GATEWAY_PID, SESSIONS_DIR, sessionFile, sessionName } from './world.ts';

export const scenario: Scenario = defineScenario<MakeGateway, Workload, Faults, GatewayRecord>({
  name: 'openclaw-62351-session-lock',
  title: 'A model times out while its run holds the session lock, and everybody else waits',
  issue: 'openclaw/openclaw#62351',
  startAt: '2026-04-07T06:26:00Z',
  implementations: {
    'hold-across-rotation': {
      says: 'as reported: one hold of the lock from the first candidate to the last, timeouts rotate',
      subject: holdAcrossRotation,
    },
    'timeout-terminal': {
      says: "the report's fix in its words: a timeout ends the run; the hold is still one",
      subject: timeoutTerminal,
    },
    'suggested-snippet': {
      says: "the code that the report's page suggests, exactly; the hold is still one",
      subject: suggestedSnippet,
    },
    'terminal-and-acquire-timeout': {
      says: 'a timeout ends the run, and waiters give up after 5 s',
      subject: terminalAndAcquireTimeout,
    },
    'release-between': {
      says: "the page's guidance: released between attempts; the turn keeps what it had read",
      subject: releaseBetween,
    },
    'lease-30s': { says: 'one hold of at most 30 s: then the lock is anybody’s', subject: lease30s },
    'lease-30s-fenced': {
      says: 'the lease with a fencing token, checked before each write',
      subject: lease30sFenced,
    },
    'hold-per-attempt': {
      says: 'the lock is taken for each attempt and released in between, timeouts rotate',
      subject: holdPerAttempt,
    },
    'do-nothing': { says: 'baseline: acknowledges every run and message and does nothing', subject: doNothing },
    'refuse-everything': { says: 'baseline: refuses every run and message at once', subject: refuseEverything },
    'abort-everything': {
      says: "baseline: the reference, but a message aborts its session's run, if both are in one process",
      subject: abortEverything,
    },
    reference: {
      says: 'no lock during model calls, a short one around each append, dead owners replaced by exclusive right',
      subject: reference,
    },
  },
  examples: EXAMPLES,
  workload,
  faults,
  faultClass,
  ranges,
  leaveOut,
  setup(env, makeGateway, workload, faults) {
    const record = new GatewayRecord(env, workload);
    const open = (process: SimProcess): SessionGateway =>
      makeGateway({
        sessionsDir: SESSIONS_DIR,
        apiUrl: API_URL,
        candidates: CANDIDATES,
        log: (line) => env.log(line),
        onEvent: (event) => record.observe(process, event),
      });
    addUpstream(env, workload, (ask) => record.asked(ask));
    const process = env.process('gateway', { pid: GATEWAY_PID });
    const gateway = open(process);
    for (let number = 1; number <= workload.sessions; number++) addTurn(env, record, process, gateway, number);
    workload.probes.forEach((probe, index) => {
      const id = `${probe.kind}-${index + 1}`;
      const own = probe.kind === 'cli' ? env.process(id) : process;
      addProbe(env, record, { id, probe, process: own, gateway: own === process ? gateway : open(own) });
    });
    const restart = (victim: SimProcess): void => {
      if (victim === process) addRestartedGateway(env, record, open);
    };
    if (faults.kills.length > 0) addKiller(env, record, faults.kills, restart);
    return record;
  },
  properties: [...LOCK_PROPERTIES, ...RUN_PROPERTIES, ...SERVICE_PROPERTIES],
  costs,
});

function addTurn(env: Env, record: GatewayRecord, process: SimProcess, gateway: SessionGateway, number: number): void {
  const session = sessionName(number);
  env.disk.write(sessionFile(session), `${JSON.stringify(FIRST_ENTRY)}\n`);
  const turn = newTask(process, session, { id: `run-${session}`, role: 'user', text: 'go on' });
  record.turns.push(turn);
  const work = async (): Promise<string> =>
    (await gateway.run({ id: turn.id, session, prompt: turn.entry.text })).answer;
  env.actor(turn.id, process, () => carryOut(env, record, turn, work), { latestMs: 0 });
}

function addProbe(
  env: Env,
  record: GatewayRecord,
  use: { id: string; probe: Probe; process: SimProcess; gateway: SessionGateway },
): void {
  const { id, probe, process, gateway } = use;
  const session = sessionName(probe.session);
  const message = { ...newTask(process, session, { id, role: 'user', text: probe.kind }), probe };
  record.messages.push(message);
  const work = async (): Promise<null> => {
    await gateway.deliver({ id, session, text: probe.kind });
    return null;
  };
  env.actor(id, process, () => carryOut(env, record, message, work), { atMs: probe.atMs });
}

/** In a process of its own, which finds the sessions and the locks as the dead one has left them. */
function addRestartedGateway(env: Env, record: GatewayRecord, open: (process: SimProcess) => SessionGateway): void {
  const process = env.process('gateway-2');
  const gateway = open(process);
  for (let session = 1; session <= record.workload.sessions; session++) {
    const probe = { kind: 'chat', session, atMs: env.now } as const;
    addProbe(env, record, { id: `chat-after-restart-${session}`, probe, process, gateway });
  }
}

function newTask(process: SimProcess, session: string, entry: Entry): Task {
  return { id: entry.id, session, process, entry, begun: null, begunAt: 0, result: { kind: 'none' } };
}

async function carryOut(
  env: Env,
  record: GatewayRecord,
  task: Task,
  work: () => Promise<string | null>,
): Promise<void> {
  record.begin(task);
  try {
    record.acknowledge(task, await work());
  } catch (error) {
    // For the timeline alone: no verdict asks what the error says.
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    env.log(text);
    record.fail(task, text);
  }
}

/** How many steps the killer spends looking for somebody to kill: a holder may come later, or never. */
const LOOKS_MAX = 60;

type Restart = (victim: SimProcess) => void;

function addKiller(env: Env, record: GatewayRecord, kills: readonly Kill[], restart: Restart): void {
  env.actor('kill', env.process('operator'), (killer) => killInTurn(env, record, { kills, restart }, killer), {
    atMs: kills[0]?.fromMs ?? 0,
  });
}

async function killInTurn(
  env: Env,
  record: GatewayRecord,
  { kills, restart }: Faults & { readonly restart: Restart },
  killer: Actor,
): Promise<void> {
  for (const { of, fromMs, isRestarted } of kills) {
    if (fromMs > env.now) await new Promise((resolve) => setTimeout(resolve, fromMs - env.now));
    let victim: SimProcess | undefined;
    for (let looks = 0; victim === undefined && looks < LOOKS_MAX; looks++) {
      await killer.gate();
      victim = of === 'holder' ? record.holder() : record.waiting();
    }
    if (victim === undefined) continue;
    record.killed(victim);
    env.kill(victim);
    if (isRestarted === true) restart(victim);
  }
}
