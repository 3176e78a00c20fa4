// The programs on real Node, each several times: prints their logs as JSON. An argument: how many times; then names of families.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { logOf, type Seen } from './log.ts';
import type { Answers, Program } from './program.ts';
import { programsOf } from './programs/index.ts';

/** After a program has ended: what it left running shows in its log too. */
const SETTLING_MS = 3;
/** One that has not ended by then is said to hang. */
const HUNG_MS = 3_000;

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

async function answer(answers: Answers, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await bodyOf(request);
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const reply = answers({ method: request.method ?? '', path: request.url ?? '', headers, body });
  if (reply === 'none') return;
  if (reply === 'reset') return void request.socket.resetAndDestroy();
  if (reply === 'cut') return void request.socket.end();
  response.sendDate = false;
  response.writeHead(reply.status, { connection: 'close', ...reply.headers });
  response.flushHeaders();
  for (const chunk of reply.body ?? []) {
    response.write(chunk);
    await sleep(2);
  }
  if (reply.end === 'reset') request.socket.resetAndDestroy();
  else if (reply.end === 'cut') request.socket.end();
  else if (reply.end !== 'hang') response.end();
}

function serve(answers: Answers): Promise<Server> {
  const server = createServer((request, response) => {
    answer(answers, request, response).catch(() => response.destroy());
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

async function runOnce(program: Program): Promise<string> {
  const dir = mkdtempSync(join(realpathSync(tmpdir()), 'fidelity-'));
  const server = program.answers === undefined ? null : await serve(program.answers);
  const origin = server === null ? '' : `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { log, text } = logOf({ dir, origin });
  const hung = new AbortController();
  try {
    // In a turn of its own, as what an actor does begins.
    const begun = new Promise((resolve, reject) => {
      setImmediate(() => (async () => program.run({ dir, origin, log }))().then(resolve, reject));
    });
    const end = begun.catch((error: unknown) => log(`fails: ${error}`));
    await Promise.race([end, sleep(HUNG_MS, undefined, { signal: hung.signal }).then(() => log('hangs'))]);
    await sleep(SETTLING_MS);
  } finally {
    hung.abort();
    server?.closeAllConnections();
    server?.close();
    rmSync(dir, { recursive: true, force: true });
  }
  return text();
}

const [, , times = '6', ...families] = process.argv;
const seen: Seen = {};
for (const program of programsOf(families)) {
  const logs = new Set<string>();
  for (let i = 0; i < Number(times); i++) logs.add(await runOnce(program));
  seen[program.name] = [...logs];
}
// Not before all of it is out: a pipe takes it piece by piece.
process.stdout.write(JSON.stringify(seen), () => process.exit());
