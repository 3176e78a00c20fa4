import { once } from 'node:events';
import {
  existsSync,
  linkSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import net, { type ListenOptions, type Server } from 'node:net';
import { outcomeOf, type Place, type Program, programs } from '../program.ts';
import { errorOf, listenTo, Sides } from './sockets.ts';

/** A server at this path; what keeps it from listening is told. */
async function listenAt({ log }: Place, path: string, options: ListenOptions = {}): Promise<Server> {
  const server = net.createServer((socket) => socket.on('error', () => {}).end(`from ${path.replace(/.*\//, '')}`));
  const began = new Promise<string>((resolve) => {
    server.on('listening', () => resolve('listens'));
    server.on('error', (error) => resolve(`${errorOf(error)} ${Object.keys(error).sort()}`));
  });
  server.listen({ path, ...options });
  log(await began);
  return server;
}

/** What a client is told there, to its end. */
async function ask({ log }: Place, path: string): Promise<void> {
  const sides = new Sides();
  const socket = listenTo(net.connect(path), sides.client);
  await once(socket, 'close').catch(() => {});
  log(sides.client.join(', '));
}

function closed(server: Server): Promise<unknown> {
  return new Promise((resolve) => server.close(resolve));
}

export const UNIX_SOCKETS: readonly Program[] = [
  ...programs('net (Unix sockets)', {
    'a server and a client': async (place) => {
      const path = `${place.dir}/a.sock`;
      const server = await listenAt(place, path);
      place.log(String(server.address()));
      await ask(place, path);
      await closed(server);
      place.log(`${existsSync(path)}`);
    },
    'bytes both ways, and a half-closed side': async (place) => {
      const sides = new Sides();
      const server = net.createServer({ allowHalfOpen: true }, (socket) => {
        listenTo(socket, sides.server);
        socket.on('end', () => socket.end('answer'));
      });
      server.listen(`${place.dir}/a.sock`);
      await once(server, 'listening');
      const socket = listenTo(net.connect(`${place.dir}/a.sock`), sides.client);
      socket.end('question');
      await once(socket, 'close');
      await closed(server);
      sides.tell(place);
    },
    'no address is told': async (place) => {
      const server = net.createServer((socket) => {
        place.log(`${socket.remoteAddress} ${socket.localPort} ${JSON.stringify(socket.address())}`);
        socket.end();
      });
      server.listen(`${place.dir}/a.sock`);
      await once(server, 'listening');
      const socket = net.connect(`${place.dir}/a.sock`).resume();
      await once(socket, 'close');
      place.log(`${socket.remoteFamily} ${socket.localAddress} ${JSON.stringify(socket.address())}`);
      await closed(server);
    },
    'where something is': async (place) => {
      writeFileSync(`${place.dir}/file`, '');
      for (const path of [`${place.dir}/file`, place.dir]) await listenAt(place, path);
      const server = await listenAt(place, `${place.dir}/a.sock`);
      await listenAt(place, `${place.dir}/a.sock`);
      symlinkSync('nowhere', `${place.dir}/link`);
      await listenAt(place, `${place.dir}/link`);
      await closed(server);
    },
    'where nothing can be': async (place) => {
      writeFileSync(`${place.dir}/file`, '');
      for (const path of ['missing/a.sock', 'file/a.sock']) await listenAt(place, `${place.dir}/${path}`);
    },
    'to what does not answer': async (place) => {
      writeFileSync(`${place.dir}/file`, '');
      for (const path of ['none', 'file', 'file/a.sock', '.']) await ask(place, `${place.dir}/${path}`);
    },
    'by other names': async (place) => {
      const server = await listenAt(place, `${place.dir}/a.sock`);
      symlinkSync('a.sock', `${place.dir}/link`);
      await ask(place, `${place.dir}/link`);
      renameSync(`${place.dir}/a.sock`, `${place.dir}/moved`);
      linkSync(`${place.dir}/moved`, `${place.dir}/other`);
      for (const name of ['moved', 'other', 'a.sock', 'link']) await ask(place, `${place.dir}/${name}`);
      await closed(server);
      place.log(readdirSync(place.dir).sort().join(' '));
      await ask(place, `${place.dir}/moved`);
    },
    'whose name is gone': async (place) => {
      const path = `${place.dir}/a.sock`;
      const first = await listenAt(place, path);
      unlinkSync(path);
      await ask(place, path);
      const second = await listenAt(place, path);
      await ask(place, path);
      await closed(first);
      await ask(place, path);
      place.log(`${second.listening}`);
      await closed(second);
    },
    'what the file system says of one': async (place) => {
      const path = `${place.dir}/a.sock`;
      const server = await listenAt(place, path);
      const stats = statSync(path);
      place.log(`${stats.isSocket()} ${stats.isFile()} ${stats.mode.toString(8)} ${stats.size} ${stats.nlink}`);
      for (const entry of readdirSync(place.dir, { withFileTypes: true }))
        place.log(`${entry.name} ${entry.isSocket()}`);
      place.log(await outcomeOf(() => readFileSync(path)));
      place.log(await outcomeOf(() => writeFileSync(path, '')));
      await closed(server);
    },
    'readable and writable by all': async (place) => {
      for (const options of [{ readableAll: true }, { writableAll: true }, { readableAll: true, writableAll: true }]) {
        const server = await listenAt(place, `${place.dir}/a.sock`, options);
        place.log(statSync(`${place.dir}/a.sock`).mode.toString(8));
        await closed(server);
      }
    },
    'more clients than wait': async (place) => {
      const server = net.createServer((socket) => socket.on('error', () => {}).end());
      server.listen({ path: `${place.dir}/a.sock`, backlog: 1 });
      await once(server, 'listening');
      const ends = [1, 2, 3, 4].map(async (n) => {
        const socket = net.connect(`${place.dir}/a.sock`).resume();
        const end = await Promise.race([
          once(socket, 'connect').then(() => 'connect'),
          once(socket, 'error').then(([e]) => errorOf(e)),
        ]).catch(errorOf);
        socket.destroy();
        return `${n} ${end}`;
      });
      for (const end of await Promise.all(ends)) place.log(end);
      await closed(server);
    },
    'a reset': async (place) => {
      const server = await listenAt(place, `${place.dir}/a.sock`);
      const socket = net.connect(`${place.dir}/a.sock`).resume();
      await once(socket, 'connect');
      place.log(await outcomeOf(() => void socket.resetAndDestroy()));
      socket.destroy();
      await closed(server);
    },
  }),
];
