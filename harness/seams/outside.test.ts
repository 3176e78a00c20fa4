import { spawn } from 'node:child_process';
import dns from 'node:dns';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runAsHarness } from '../engine/current-actor.ts';
import { explore } from '../explore/explore.ts';
import { inWords } from '../testing/in-words.ts';
import { trial, trialOf } from '../testing/trial.ts';

/** A real server: what reaches it has left the simulation. */
let server: Server;
let requests = 0;
let url = '';
let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'outside-'));
  server = createServer((_, response) => {
    requests++;
    response.end('real');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/models`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

describe('setup may not reach out', () => {
  test.each<[string, () => unknown, RegExp]>([
    [
      'a fetch',
      () => fetch(url),
      /setup began fetch\(http:\/\/127\.0\.0\.1:\d+\/models\) \(harness\/seams\/outside\.test\.ts:\d+\)/,
    ],
    ['a socket', () => net.connect({ host: '127.0.0.1', port: 1 }), /setup began a connection to 127\.0\.0\.1:1 /],
    ['a look-up', () => dns.promises.lookup('example.com'), /setup began dns\.promises\.lookup\(example\.com\) /],
    ['a process', () => spawn('true'), /setup began a process, true /],
    ['a thread', () => new Worker('0', { eval: true }), /setup began a worker thread, 0 /],
    ['a server', () => net.createServer().listen(0), /setup began a server on 0 /],
  ])('%s is refused before it goes out, with its line', async (_, begin, message) => {
    const scenario = trial((env) => {
      env.actor('a', env.process('p'), () => {});
      begin();
    });
    await expect(explore(scenario, 'only', { schedulesMax: 10 })).rejects.toThrow(message);
    expect(requests).toBe(0);
  });

  test('code that catches the refusal decides nothing: every verdict is unknown', async () => {
    const scenario = trial((env) => {
      env.actor('a', env.process('p'), () => {});
      try {
        void fetch(url);
      } catch {}
    });
    const { verdicts } = await explore(scenario, 'only', { schedulesMax: 10 });
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['unknown', 'unknown', 'unknown']);
    expect(inWords(verdicts)[0]?.how).toMatch(/fetch\(http:.*which setup may not begin/);
    expect(requests).toBe(0);
  });
});

describe('an actor that reaches out', () => {
  test('ends the exploration, and begins nothing again', async () => {
    const begun: net.Server[] = [];
    const begin = (): void => void begun.push(net.createServer().listen(`\0raceline-${process.pid}`));
    const { verdicts } = await explore(trialOf({ a: begin }), 'only', { schedulesMax: 200 });
    expect(inWords(verdicts)[0]?.how).toMatch(/step 1, a: PIPESERVERWRAP \(harness\/seams\/outside\.test\.ts:\d+\)/);
    expect(begun.length).toBe(1);
  });

  test('by a program that is not declared begins none', async () => {
    const children: ReturnType<typeof spawn>[] = [];
    const begin = (): void => {
      children.push(spawn('sleep', ['60']).on('error', () => {}));
    };
    const { verdicts } = await explore(trialOf({ a: begin }), 'only', { schedulesMax: 200 });
    expect(inWords(verdicts)[0]?.how).toMatch(/step 1, a: PROCESSWRAP \(harness\/seams\/outside\.test\.ts:\d+\)/);
    expect(children.filter(({ pid }) => pid !== undefined)).toEqual([]);
  });

  test('by servers leaves none of them', async () => {
    const ended: Promise<unknown>[] = [];
    const begin = (): void => {
      const listening = net.createServer().listen(`\0raceline-${process.pid}-${ended.length}`);
      ended.push(new Promise((resolve) => listening.on('close', resolve)));
    };
    await explore(trialOf({ one: begin, other: begin }), 'only', { schedulesMax: 50 });
    expect(ended.length).toBeGreaterThan(0);
    await Promise.all(ended);
  });

  test('leaves alone what others have begun meanwhile', async () => {
    const server = net.createServer();
    const begin = (): void => {
      if (!server.listening) runAsHarness(() => server.listen(join(folder, 'others.sock')));
    };
    await explore(trialOf({ a: begin }), 'only', { schedulesMax: 2 });
    expect(server.listening).toBe(true);
    await new Promise((resolve) => server.close(resolve));
  });

  test('is left alone where the scenario allows it', async () => {
    const children: ReturnType<typeof spawn>[] = [];
    const begin = (): void => {
      children.push(spawn('true', { stdio: 'ignore' }));
    };
    const scenario = { ...trialOf({ a: begin }), allow: ['PROCESSWRAP', 'PIPEWRAP'] };
    const { executions } = await explore(scenario, 'only', { schedulesMax: 20 });
    expect(executions).toBe(20);
    await Promise.all(
      children.map(
        (child) =>
          new Promise((resolve) =>
            (child.exitCode ?? child.signalCode) === null ? child.on('exit', resolve) : resolve(null),
          ),
      ),
    );
    expect(children.filter(({ exitCode }) => exitCode === 0).length).toBeGreaterThanOrEqual(20);
  });
});
