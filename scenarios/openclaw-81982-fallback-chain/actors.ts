import type { Env } from '../../harness/index.ts';
import type { Gateway } from '../../src/fallback-chain/gateway.ts';
import type { FallbackRecord } from './record.ts';
import type { Workload } from './workload.ts';
import { toAgents } from './world.ts';

type Begin = (name: string, atMs: number, body: () => Promise<void>) => void;

/** Everyone who does something to the gateway. */
export function addActors(env: Env, record: FallbackRecord, gateway: Gateway, workload: Workload): void {
  const process = env.process('gateway');
  const begin: Begin = (name, atMs, body) => {
    env.actor(name, process, () => alarming(body()), { atMs, latestMs: atMs + workload.slackMs });
  };
  env.actor('gateway', process, () => alarming(gateway.start()), { atMs: 0, latestMs: 0 });
  workload.runs.forEach((_run, i) => {
    addUser(begin, record, gateway, workload, i);
  });
  const { pick } = workload;
  if (pick !== null) {
    begin('picker', pick.atMs, async () => {
      record.choiceBegan(sessionOf(0), pick.model);
      await gateway.pinModel(sessionOf(0), pick.model);
      record.choiceEnded(sessionOf(0));
    });
  }
  workload.changes.forEach((_change, i) => {
    addAdministrator(begin, record, gateway, workload, i);
  });
}

/** A user with a session and an agent; the first one writes again after the answer. */
function addUser(begin: Begin, record: FallbackRecord, gateway: Gateway, workload: Workload, i: number): void {
  const { runs, followUpAfterMs } = workload;
  begin(`user-${i + 1}`, runs[i]?.atMs ?? 0, async () => {
    await sendMessage(record, gateway, i);
    if (i > 0 || followUpAfterMs === null) return;
    await new Promise((resolve) => setTimeout(resolve, followUpAfterMs));
    await sendMessage(record, gateway, i);
  });
}

/** Changes every agent's chain. The report's was an agent itself, `acp`. */
function addAdministrator(begin: Begin, record: FallbackRecord, gateway: Gateway, workload: Workload, i: number): void {
  const { atMs = 0, chains = [] } = workload.changes[i] ?? {};
  begin(i === 0 ? 'acp' : `acp-${i + 1}`, atMs, async () => {
    const agents = chainsByAgent(workload.runs.map(({ chain }, run) => chains[run] ?? chain));
    const change = record.configChange(agents);
    await gateway.patchConfig(toAgents(agents), 'acp');
    record.acknowledge(change);
  });
}

async function sendMessage(record: FallbackRecord, gateway: Gateway, i: number): Promise<void> {
  const [agent, session] = [agentOf(i), sessionOf(i)];
  const message = record.messageSent(agent, session);
  try {
    await gateway.handleMessage({ agent, session, text: 'go on' });
    record.messageEnded(message, 'answered');
  } catch {
    record.messageRejected(message);
  }
}

/**
 * An error that nobody expects of this gateway comes out as a rejection that nobody handles, which the engine reports.
 * Messages may fail; whether they had to is for the properties to judge.
 */
function alarming(work: Promise<void>): Promise<void> {
  work.catch((error) => {
    void Promise.reject(error);
  });
  return work;
}

function agentOf(run: number): string {
  return `agent-${run + 1}`;
}

export function sessionOf(run: number): string {
  return `s${run + 1}`;
}

export function chainsByAgent(chains: readonly (readonly string[])[]): Record<string, readonly string[]> {
  return Object.fromEntries(chains.map((chain, i) => [agentOf(i), chain]));
}
