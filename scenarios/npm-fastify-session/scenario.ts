import { readFile, rm, writeFile } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import type { Scenario } from '../../harness/index.ts';
import { pathOfPublished, published } from '../shared/published.ts';
import { type SessionApp, sessionScenario, Turns } from '../shared/session-app.ts';

interface Request {
  readonly headers: { readonly cookie?: string };
  readonly session: { count?: number };
}
interface Reply {
  readonly raw: { on(event: 'close', listener: () => void): void };
}
interface Application {
  register(plugin: unknown, options?: object): unknown;
  addHook(name: 'onRequest', hook: (request: Request, reply: Reply) => Promise<void>): void;
  get(path: string, handler: (request: Request) => Promise<unknown>): void;
  listen(at: { port: number; host: string }): Promise<string>;
  readonly server: Server;
}
type Done = (error: Error | null, session?: unknown) => void;

const fastify = (await published('fastify')).default as () => Application;
const cookie = (await published('@fastify/cookie')).default;
/** Loaded anew in each execution: its module keeps random bytes, for the ids of the sessions to come. */
const SESSION = pathOfPublished('@fastify/session');

/** A store as the plugin's documentation describes it: one file a session. */
class FileStore {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  set(id: string, value: object, done: Done): void {
    writeFile(this.fileOf(id), JSON.stringify(value), (error) => done(error));
  }

  get(id: string, done: Done): void {
    readFile(this.fileOf(id), 'utf8', (error, text) => {
      if (error !== null) done(null, null);
      else done(null, sessionIn(text));
    });
  }

  destroy(id: string, done: Done): void {
    rm(this.fileOf(id), (error) => done(error));
  }

  private fileOf(id: string): string {
    return join(this.folder, `${id}.json`);
  }
}

/** What a file says, or null: it may be read while it is written. */
function sessionIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function appWith(isInTurn: boolean): SessionApp {
  return {
    async begin(folder, server) {
      const app = fastify();
      const turns = new Turns();
      if (isInTurn) {
        app.addHook('onRequest', async ({ headers }, { raw }) =>
          raw.on('close', await turns.take(headers.cookie ?? '')),
        );
      }
      app.register(cookie);
      app.register(server.load<{ default: unknown }>(SESSION).default, {
        secret: 's'.repeat(32),
        cookie: { secure: false },
        store: new FileStore(folder),
      });
      app.get('/count', async (request) => {
        request.session.count = (request.session.count ?? 0) + 1;
        return { count: request.session.count };
      });
      await app.listen({ port: 0, host: '127.0.0.1' });
      return app.server;
    },
  };
}

export const scenario: Scenario = sessionScenario('npm-fastify-session', {
  'as published': { says: 'fastify 5.6.0, @fastify/session 11.1.0, a store of files', subject: appWith(false) },
  'in turn': { says: 'the same, the requests of a session one after the other', subject: appWith(true) },
});
