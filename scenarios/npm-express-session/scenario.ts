import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { Scenario } from '../../harness/index.ts';
import { published } from '../shared/published.ts';
import { type SessionApp, sessionScenario, Turns } from '../shared/session-app.ts';

type Handler = (
  request: IncomingMessage & { session: { count?: number } },
  response: ServerResponse & { json(value: unknown): void },
  next: () => void,
) => void;
type Application = RequestListener & { use(handler: Handler): void; get(path: string, handler: Handler): void };
type Session = (options: object) => Handler;

const express = (await published('express')).default as () => Application;
const session = (await published('express-session')).default as Session;
const fileStore = (await published('session-file-store')).default as (of: Session) => new (options: object) => object;

/** `before`: what comes before the session is read. */
function appWith(before: () => Handler): SessionApp {
  return {
    async begin(folder) {
      const Store = fileStore(session);
      const app = express();
      const store = new Store({ path: folder, retries: 0, reapInterval: -1, logFn: () => {} });
      app.use(before());
      app.use(session({ secret: 'not a secret', resave: false, saveUninitialized: true, store }));
      app.get('/count', ({ session: mine }, response) => {
        mine.count = (mine.count ?? 0) + 1;
        response.json({ count: mine.count });
      });
      return createServer(app).listen(0, '127.0.0.1');
    },
  };
}

const nothing = (): Handler => (_request, _response, next) => next();

/** A request of a session begins when the one before it was answered. */
function inTurn(): Handler {
  const turns = new Turns();
  return (request, response, next) => {
    void turns.take(request.headers.cookie ?? '').then((end) => {
      response.on('close', end);
      next();
    });
  };
}

export const scenario: Scenario = sessionScenario('npm-express-session', {
  'as published': {
    says: 'express 5.1.0, express-session 1.18.2, session-file-store 1.5.0',
    subject: appWith(nothing),
  },
  'in turn': { says: 'the same, the requests of a session one after the other', subject: appWith(inTurn) },
});
