import { defineScenario, type Env, type Scenario, type SimProcess } from '../../harness/index.ts';
import type { AuthorisedClient, MakeClient } from '../../src/credentials/client.ts';
import { IMPLEMENTATIONS } from '../../src/credentials/implementations.ts';
import { costs } from './costs.ts';
import { properties } from './properties.ts';
import { AuthRecord, type ClientEvent, type Task } from './record.ts';
import { API_URL, FIRST_TOKEN, TOKEN_URL, TokenServer } from './token-server.ts';
import { workProperties } from './work-properties.ts';
import { examples, type Faults, faultClass, faults, leaveOut, ranges, type Workload, workload } from './workload.ts';

const SAYS: Readonly<Record<string, string>> = {
  'replace-at-once': 'as reported: the new token takes the place of the old one, whoever uses that',
  'wait-unused': 'the fix of cause 4 as printed: wait until nobody uses the old token, then replace it',
  'wait-unused-and-queue': 'the same, and requests that come meanwhile wait for the new token',
  'refresh-per-401': 'a refused request fetches a token for itself and tries once more',
  reference: 'one shared rotation at a time; a refused request tries again with the token of now',
  'reference-without-shared-rotation': 'the reference, every rotation for itself',
  'reference-without-queue': 'the reference, where requests during a rotation carry the old token',
  'reference-without-retries': 'the reference, where a refused request stays refused',
  'reference-without-token-retries': 'the reference, where a lost token is not asked for again',
  'reference-without-timeout': 'the reference, waiting for the token server for as long as it takes',
  'do-nothing': 'baseline: says that requests and refreshes are done, and does nothing',
  'refuse-everything': 'baseline: refuses every request and every refresh',
  'abort-everything': 'baseline: a refresh is carried out, and ends the requests under way with an error',
};

const ABLATES: Readonly<Record<string, string>> = {
  'reference-without-shared-rotation': 'Q5, auth refresh coordinated with requests: one rotation for all',
  'reference-without-queue': 'Q5, auth refresh coordinated with requests: new requests wait for a rotation',
  'reference-without-retries': 'Q5, auth refresh coordinated with requests: a second try with the new token',
  'reference-without-token-retries': 'Q5, auth refresh coordinated with requests: a second try for the token',
  'reference-without-timeout': 'Q5, auth refresh coordinated with requests: a limit to the wait for a token',
};

/** How late a request or a refresh may begin, in ms. */
const SLACK_MS = 150;

export const scenario: Scenario = defineScenario<MakeClient, Workload, Faults, AuthRecord>({
  name: 'openclaw-20769-auth',
  title: 'credentials are rotated while requests carry them',
  issue: 'openclaw/openclaw#20769, race 4',
  implementations: Object.fromEntries(
    Object.entries(IMPLEMENTATIONS).map(([name, subject]) => {
      const ablates = ABLATES[name];
      const says = SAYS[name] ?? '';
      return [name, ablates === undefined ? { says, subject } : { says, subject, ablates }];
    }),
  ),
  examples,
  workload,
  faults,
  faultClass,
  ranges,
  leaveOut,
  setup(env, makeClient, workload, faults) {
    const record = new AuthRecord(env, workload, faults, FIRST_TOKEN);
    record.server = new TokenServer(env, workload, faults);
    if (faults.token.some((answer) => answer === 'hangs' || answer === 'unreached')) env.excuseUnfinished();
    const settings = {
      apiUrl: API_URL,
      tokenUrl: TOKEN_URL,
      log: (line: string) => env.log(line),
      onEvent: (event: ClientEvent) => record.happened(event),
    };
    // Its state is in memory: every gateway begins with the token of its config.
    const start = (): AuthorisedClient => makeClient(settings, FIRST_TOKEN);
    const client = start();
    record.client = client;
    const gateway = env.process('gateway');
    const stage = { env, record, client, gateway };
    for (const [index, atMs] of workload.requestsAtMs.entries()) addRequest(stage, `request-${index + 1}`, atMs);
    for (const [index, atMs] of workload.refreshesAtMs.entries()) addRefresh(stage, `refresh-${index + 1}`, atMs);
    if (faults.restartAtMs !== undefined) addRestart(stage, faults.restartAtMs, start);
    return record;
  },
  properties: [...properties, ...workProperties],
  costs,
});

/** A gateway, and what it is asked for. */
interface Stage {
  readonly env: Env;
  readonly record: AuthRecord;
  readonly client: AuthorisedClient;
  readonly gateway: SimProcess;
}

function addRequest({ env, record, client, gateway }: Stage, name: string, atMs: number): void {
  const body = (): Promise<void> => carryOut(env, record, record.requests, name, () => client.request(name));
  env.actor(name, gateway, body, { atMs, latestMs: atMs + SLACK_MS });
}

function addRefresh({ env, record, client, gateway }: Stage, name: string, atMs: number): void {
  const body = (): Promise<void> => carryOut(env, record, record.refreshes, name, () => client.refresh());
  env.actor(name, gateway, body, { atMs, latestMs: atMs + SLACK_MS });
}

/** The next gateway logs in as it starts, and does not keep its first request waiting for that. */
function addRestart({ env, record, gateway }: Stage, atMs: number, start: () => AuthorisedClient): void {
  const restart = async (): Promise<void> => {
    env.kill(gateway);
    const client = start();
    record.restarted(client);
    const next = { env, record, client, gateway: env.process('gateway-again') };
    addRefresh(next, 'login', env.now);
    addRequest(next, 'request-after-restart', env.now);
  };
  env.actor('operator', env.process('operator'), restart, { atMs });
}

async function carryOut(
  env: Env,
  record: AuthRecord,
  tasks: Task[],
  name: string,
  work: () => Promise<unknown>,
): Promise<void> {
  const task = record.began(tasks, name);
  try {
    const answer = await work();
    record.settled(task, typeof answer === 'string' ? { answer } : {});
    env.log('done');
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    env.log(text);
    record.settled(task, { error: text });
  }
}
