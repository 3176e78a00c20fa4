import type { Env, Evidence, Property } from '../../harness/index.ts';
import type { Entry } from '../../src/session-lock/transcript.ts';
import { entriesOf, type GatewayRecord, type Task } from './record.ts';
import { countOf, entriesIn, idsIn } from './session-text.ts';
import { healthy, summaryMs, THE_ANSWER, THE_SUMMARY, WORK_MS } from './upstream-behaviour.ts';
import type { Behaviour } from './workloads.ts';
import { FIRST_ENTRY } from './world.ts';

/** What becomes of runs and messages, told by answers, bytes and requests: a gateway may report nothing of its locks. */

type Claim = Property<GatewayRecord>;

/** What a CLI command is willing to wait, and fifty file steps at their slowest. */
const PROBE_MS = 10_500;
/** How long the gateway waits for one candidate. */
const TIMEOUT_MS = 400_000;
/** For locks, the network and the disk, beside what the candidates take. */
const RUN_SLACK_MS = 60_000;

const probeDelivered: Claim = {
  name: 'probe-delivered',
  kind: 'liveness',
  level: 'documented',
  says: 'a chat message, CLI command or heartbeat whose process is not killed is in its session and acknowledged within 10 s',
  when: 'quiescence',
  judge: (record) => {
    for (const message of record.messages) {
      if (record.isKilled(message.process)) continue;
      const evidence = judgeProbe(message);
      if (evidence !== undefined) return evidence;
    }
    return undefined;
  },
};

function judgeProbe({ id, begun, begunAt, result }: Task): Evidence | undefined {
  if (begun === null) return undefined;
  if (result.kind === 'none') return { message: `${id} was never answered`, steps: [begun] };
  const after = `${ms(result.at - begunAt)} later`;
  if (result.kind === 'failed') return { message: `${id} was refused ${after}`, steps: [begun, result.step] };
  if (result.isSaved && result.at - begunAt <= PROBE_MS) return undefined;
  const how = result.isSaved ? '(bound 10,000 ms)' : 'and is not in its session';
  return { message: `${id} was acknowledged ${after} ${how}`, steps: [begun, result.step] };
}

const runIsAnswered: Claim = {
  name: 'run-is-answered',
  kind: 'liveness',
  level: 'strict',
  says: 'a run whose process is not killed is answered, if any of its candidates would answer',
  when: 'quiescence',
  applies: ({ workload }) => workload.candidates.some(healthy),
  judge: (record) => {
    if (!record.workload.candidates.some(healthy)) return undefined;
    for (const { id, process, result } of record.turns) {
      if (result.kind === 'none' || record.isKilled(process)) continue;
      if (result.kind === 'acknowledged' && result.answer === THE_ANSWER) continue;
      const how = result.kind === 'failed' ? 'failed' : `was answered "${result.answer}"`;
      const message = `${id} ${how}, and its candidates are ${record.workload.candidates.join(', ')}`;
      return { message, steps: [result.step] };
    }
    return undefined;
  },
};

const runIsFinished: Claim = {
  name: 'run-is-finished',
  kind: 'liveness',
  level: 'strict',
  says: 'a run whose process is not killed ends, no later than all its candidates take, and a minute',
  when: 'quiescence',
  judge: (record, env) => {
    const bound = record.workload.candidates.reduce((sum, each) => sum + takes(each), RUN_SLACK_MS);
    for (const { id, process, begun, begunAt, result } of record.turns) {
      if (begun === null || record.isKilled(process)) continue;
      const took = (result.kind === 'none' ? env.now : result.at) - begunAt;
      if (result.kind !== 'none' && took <= bound) continue;
      const ended = result.kind === 'none' ? 'did not end' : `ended after ${ms(took)}`;
      return { message: `${id} ${ended} (bound ${ms(bound)})`, steps: [begun] };
    }
    return undefined;
  },
};

function takes(behaviour: Behaviour): number {
  if (behaviour === 'hang' || behaviour === 'stall') return TIMEOUT_MS;
  return Math.min(TIMEOUT_MS, WORK_MS[behaviour] + summaryMs(behaviour));
}

const answerIsTheModels: Claim = {
  name: 'answer-is-the-models',
  kind: 'safety',
  level: 'strict',
  says: 'a run is answered with what a model answered, which was asked for this session before',
  when: 'quiescence',
  judge: (record) => {
    for (const { id, session, result } of record.turns) {
      if (result.kind !== 'acknowledged') continue;
      const asked = record.asks.some(
        (ask) => ask.session === session && healthy(ask.behaviour) && ask.step < result.step,
      );
      if (asked && result.answer === THE_ANSWER) continue;
      const how = asked ? `the model said "${THE_ANSWER}"` : 'no model had answered';
      return { message: `${id} was answered "${result.answer}", and ${how}`, steps: [result.step] };
    }
    return undefined;
  },
};

const savedWhenAcknowledged: Claim = {
  name: 'saved-when-acknowledged',
  kind: 'safety',
  level: 'strict',
  says: 'as a run or a message is acknowledged, all its entries are in the session',
  when: 'quiescence',
  judge: (record) => {
    const tasks: Task[] = [...record.turns, ...record.messages];
    for (const { id, session, result } of tasks) {
      if (result.kind !== 'acknowledged' || result.isSaved) continue;
      return { message: `${id} was acknowledged, and ${session} did not have its entries`, steps: [result.step] };
    }
    return undefined;
  },
};

const noLostAnswer: Claim = {
  name: 'no-lost-answer',
  kind: 'safety',
  level: 'strict',
  says: 'the answer of every acknowledged run is in the session at the end',
  when: 'quiescence',
  judge: (record, env) => {
    for (const { id, session, result } of record.turns) {
      if (result.kind !== 'acknowledged' || idsIn(env, session).has(`${id}-answer`)) continue;
      return { message: `${id} was acknowledged, and ${session} does not have its answer`, steps: [result.step] };
    }
    return undefined;
  },
};

const entriesOnce: Claim = {
  name: 'entries-once',
  kind: 'safety',
  level: 'strict',
  says: 'at the end a session has what it had before, and beside that entries of its runs, messages and compactions only, each once and as it was sent',
  when: 'quiescence',
  judge: (record, env) => {
    for (const { session } of record.turns) {
      const what = strayIn(record, env, session);
      if (what !== undefined) return { message: `${session} ${what}` };
    }
    return undefined;
  },
};

function strayIn(record: GatewayRecord, env: Env, session: string): string | undefined {
  const tasks: Task[] = [...record.turns, ...record.messages].filter((task) => task.session === session);
  const known = [
    FIRST_ENTRY,
    ...tasks.map(({ entry }) => entry),
    ...record.turns.flatMap((turn) => [...entriesOf(turn, THE_ANSWER), summaryOf(turn)]),
  ];
  const seen = new Set<string>();
  for (const { id, role, text } of entriesIn(env, session)) {
    if (seen.has(id)) return `has ${id} twice`;
    seen.add(id);
    const isKnown = known.some((entry) => entry.id === id && entry.role === role && entry.text === text);
    if (!isKnown) return `has ${id} (${role}: "${text}"), which nobody sent so`;
  }
  return seen.has(FIRST_ENTRY.id) ? undefined : `has lost ${FIRST_ENTRY.id}, which it had before`;
}

const compactionIsKept: Claim = {
  name: 'compaction-is-kept',
  kind: 'liveness',
  level: 'documented',
  says: 'the summary that a run has asked for is in the session at the end, if its process is not killed: a timeout does not end a compaction',
  when: 'quiescence',
  applies: ({ summaryAsks }) => summaryAsks.length > 0,
  judge: (record, env) => {
    for (const turn of record.turns) {
      const ask = record.summaryAsks.find(({ session }) => session === turn.session);
      if (ask === undefined || record.isKilled(turn.process)) continue;
      if (countOf(env, turn.session, summaryOf(turn)) > 0) continue;
      return { message: `${turn.session} was being summarised, and has no summary at the end`, steps: [ask.step] };
    }
    return undefined;
  },
};

function summaryOf({ id }: Task): Entry {
  return { id: `${id}-summary`, role: 'summary', text: THE_SUMMARY };
}

const refusedNotSaved: Claim = {
  name: 'refused-not-saved',
  kind: 'safety',
  level: 'strict',
  says: 'no message that ended in an error, and no answer of a run that did, is in the session at the end',
  when: 'quiescence',
  judge: (record, env) => {
    // A prompt may be saved before anybody knows whether it will be answered.
    const answers = record.turns.map((turn) => ({ ...turn, saved: `${turn.id}-answer` }));
    const messages = record.messages.map((message) => ({ ...message, saved: message.id }));
    for (const { id, session, result, saved } of [...answers, ...messages]) {
      if (result.kind !== 'failed' || !idsIn(env, session).has(saved)) continue;
      return { message: `${id} failed, and ${session} has ${saved}`, steps: [result.step] };
    }
    return undefined;
  },
};

const noNeedlessCall: Claim = {
  name: 'no-needless-call',
  kind: 'safety',
  level: 'strict',
  says: 'no model is asked for a run that has ended, or that a healthy model was asked for already',
  when: 'quiescence',
  judge: (record) => {
    for (const { id, session, result } of record.turns) {
      const asks = record.asks.filter((ask) => ask.session === session);
      const end = result.kind === 'none' ? Number.POSITIVE_INFINITY : result.step;
      const first = asks.findIndex(({ behaviour }) => healthy(behaviour));
      const needless = asks.find(({ step }, i) => step > end || (first !== -1 && i > first));
      if (needless === undefined) continue;
      const why = needless.step > end ? 'it had ended' : 'a healthy model had been asked';
      return { message: `a model was asked for ${id} after ${why}`, steps: [needless.step] };
    }
    return undefined;
  },
};

function ms(value: number): string {
  return `${Math.round(value).toLocaleString('en-US')} ms`;
}

export const SERVICE_PROPERTIES: readonly Claim[] = [
  probeDelivered,
  runIsAnswered,
  runIsFinished,
  answerIsTheModels,
  savedWhenAcknowledged,
  noLostAnswer,
  compactionIsKept,
  entriesOnce,
  refusedNotSaved,
  noNeedlessCall,
];
