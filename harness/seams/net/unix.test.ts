import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { explore } from '../../explore/explore.ts';
import { runOnce } from '../../run/detailed-run.ts';
import { trial, trialOf } from '../../testing/trial.ts';

const SOCK = '/app.sock';

/** A server that answers with its name; or the code of why it does not listen. */
function listen(name: string, path: string = SOCK): Promise<net.Server | string> {
  const server = net.createServer((socket) => socket.on('error', () => {}).end(name));
  return new Promise((resolve) => {
    server.on('error', (error: NodeJS.ErrnoException) => resolve(error.message));
    server.listen(path, () => resolve(server));
  });
}

/** What a client is answered, or the text of its error. */
async function ask(path: string = SOCK): Promise<string> {
  const socket = net.connect(path);
  try {
    const [bytes] = await once(socket, 'data');
    return String(bytes);
  } catch (error) {
    return (error as Error).message;
  } finally {
    socket.destroy();
  }
}

/** Runs this in an actor, and gives what it has seen. */
async function seenBy(body: (seen: unknown[]) => Promise<void>): Promise<unknown[]> {
  const seen: unknown[] = [];
  const { violations, leaks } = await runOnce(trialOf({ a: () => body(seen) }));
  expect([violations, leaks]).toEqual([[], []]);
  return seen;
}

test('a socket is a file of its own kind, reached by whatever name leads to it, and gone with its server', async () => {
  const seen = await seenBy(async (seen) => {
    const server = (await listen('one')) as net.Server;
    const stats = fs.statSync(SOCK);
    seen.push(stats.isSocket(), stats.mode.toString(8), server.address());
    seen.push(
      fs
        .readdirSync('/', { withFileTypes: true })
        .find(({ name }) => name === 'app.sock')
        ?.isSocket(),
    );
    for (const open of [() => fs.readFileSync(SOCK), () => fs.copyFileSync(SOCK, '/copy')]) {
      try {
        open();
      } catch (error) {
        seen.push((error as Error).message);
      }
    }
    seen.push(await ask());
    fs.renameSync(SOCK, '/moved.sock');
    fs.symlinkSync('moved.sock', '/link');
    seen.push(await ask('/moved.sock'), await ask('/link'), await ask());
    fs.renameSync('/moved.sock', SOCK);
    server.close();
    seen.push(fs.existsSync(SOCK));
  });
  expect(seen).toEqual([
    true,
    '140755',
    SOCK,
    true,
    "ENXIO: no such device or address, open '/app.sock'",
    "ENXIO: no such device or address, copyfile '/app.sock' -> '/copy'",
    'one',
    'one',
    'one',
    'connect ENOENT /app.sock',
    false,
  ]);
});

test('what keeps a server from listening and a client from connecting is said as Node says it', async () => {
  const seen = await seenBy(async (seen) => {
    fs.writeFileSync('/file', '');
    for (const path of ['/file', '/no/app.sock', '/file/app.sock']) seen.push(await listen('no', path));
    for (const path of ['/file', '/none', '/file/app.sock']) seen.push(await ask(path));
  });
  expect(seen).toEqual([
    'listen EADDRINUSE: address already in use /file',
    'listen EACCES: permission denied /no/app.sock',
    'listen ENOTDIR: not a directory /file/app.sock',
    'connect ECONNREFUSED /file',
    'connect ENOENT /none',
    'connect ENOTDIR /file/app.sock',
  ]);
});

test('a server that closes removes what is at its path by then, be it the socket of its successor', async () => {
  const seen = await seenBy(async (seen) => {
    const old = (await listen('old')) as net.Server;
    const successor = (await listen('successor', '/next.sock')) as net.Server;
    fs.renameSync('/next.sock', SOCK);
    seen.push(await ask());
    old.close();
    seen.push(await ask(), successor.listening);
    successor.close();
  });
  expect(seen).toEqual(['successor', 'connect ENOENT /app.sock', true]);
});

test('a relative path leads from where the process is when its server closes', async () => {
  const seen = await seenBy(async (seen) => {
    fs.mkdirSync('/elsewhere');
    fs.writeFileSync('/elsewhere/app.sock', 'not a socket');
    const server = (await listen('one', 'app.sock')) as net.Server;
    process.chdir('/elsewhere');
    server.close();
    seen.push(fs.existsSync(SOCK), fs.existsSync('/elsewhere/app.sock'));
  });
  expect(seen).toEqual([true, false]);
});

test('a client of a server that is busy is told so at once', async () => {
  const seen = await seenBy(async (seen) => {
    const server = net.createServer((socket) => socket.end()).listen({ path: SOCK, backlog: 1 });
    await once(server, 'listening');
    const sockets = [1, 2, 3].map(() => net.connect(SOCK).on('error', (error) => seen.push(error.message)));
    await sleep(100);
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  expect(seen).toEqual(['connect EAGAIN /app.sock']);
});

test('a socket tells no address, and cannot be reset', async () => {
  const seen = await seenBy(async (seen) => {
    const server = net.createServer((socket) => {
      seen.push(socket.remoteAddress, socket.address());
      socket.end();
    });
    server.listen(SOCK);
    await once(server, 'listening');
    const socket = net.connect({ path: SOCK });
    await once(socket, 'connect');
    seen.push(socket.localPort, socket.address());
    expect(() => socket.resetAndDestroy()).toThrow(expect.objectContaining({ code: 'ERR_INVALID_HANDLE_TYPE' }));
    socket.resume();
    await once(socket, 'close');
    server.close();
  });
  expect(seen).toEqual([undefined, {}, undefined, {}]);
});

test('timelines say of a socket that was refused what it was', async () => {
  const { events } = await runOnce(trialOf({ a: () => ask() }));
  expect(events.map(({ text }) => text).filter((text) => text.includes('close'))).toEqual([
    expect.stringMatching(/ close unix/),
  ]);
});

/** Wants to be the only one, as programs do it: who cannot listen asks who does, and takes the place of one that is dead. */
async function becomesTheOne(): Promise<boolean> {
  const began = await listen('alive');
  if (typeof began !== 'string') {
    began.unref();
    return true;
  }
  if ((await ask()) !== `connect ECONNREFUSED ${SOCK}`) return false;
  fs.rmSync(SOCK, { force: true });
  return becomesTheOne();
}

test('a process that ends leaves its socket behind, and of two that take its place each may remove that of the other', async () => {
  const scenario = trial(
    (env) => {
      const ones: string[] = [];
      env.actor('old', env.process('old'), async () => {
        await listen('old');
        process.exit(0);
      });
      for (const name of ['left', 'right']) {
        env.actor(name, env.process(name), async () => {
          await sleep(1_000);
          if (await becomesTheOne()) ones.push(name);
        });
      }
      return ones;
    },
    {
      properties: [
        {
          name: 'only-one',
          kind: 'safety',
          level: 'strict',
          says: 'one process listens',
          when: 'quiescence',
          judge: (ones) =>
            (ones as string[]).length === 1 ? undefined : { message: (ones as string[]).join(' and ') },
        },
      ],
    },
  );
  const { verdicts } = await explore(scenario, 'only', { schedulesMax: 200 });
  const found = verdicts.filter(({ verdict }) => verdict !== 'holds');
  expect(found.map(({ property, counterexample }) => [property, counterexample?.message])).toEqual([
    ['only-one', expect.stringMatching(/left and right|right and left/)],
  ]);
});
