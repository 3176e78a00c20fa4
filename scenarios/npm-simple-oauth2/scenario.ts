import fc from 'fast-check';
import { defineScenario, json, type Scenario } from '../../harness/index.ts';
import { published } from '../shared/published.ts';

interface Token {
  readonly token: { readonly access_token: string };
  refresh(): Promise<Token>;
}

/** A saved token becomes one that can be refreshed. */
type Client = { accessToken: { create(saved: object): Token } };

const AUTH = 'http://auth.example';
const API = 'https://api.example';
const USERS = ['ada', 'bob'];

const before = (await published('simple-oauth2-0.7.0')).default as (options: object) => Client;
const after = (await published('simple-oauth2-1.0.3')).default as { create(options: object): Client };

export const scenario: Scenario = defineScenario({
  name: 'npm-simple-oauth2',
  title: 'two users of one application have their tokens refreshed',
  implementations: {
    '0.7.0': {
      says: 'simple-oauth2, of which a client has one token',
      subject: () => before({ clientID: 'app', clientSecret: 'not a secret', site: AUTH }),
    },
    '1.0.3': {
      says: 'simple-oauth2, where each create gives a token of its own',
      subject: () => after.create({ client: { id: 'app', secret: 'not a secret' }, auth: { tokenHost: AUTH } }),
    },
  },
  examples: { 'one visit each': { workload: null, faults: null } },
  workload: fc.constant(null),
  faults: fc.constant(null),
  setup(env, clientOf: () => Client) {
    const seen: { user: string; name: string; mails: string }[] = [];
    env.network.serveNodeHttp();
    const rotate = async (request: Request) => {
      const user = new URLSearchParams(await request.text()).get('refresh_token');
      return json({ access_token: user, refresh_token: user, expires_in: 3600 });
    };
    env.network.upstream(AUTH, rotate, { name: 'auth' });
    env.network.upstream(API, (request) => json(request.headers.get('authorization')), { name: 'api' });
    const oauth = clientOf();
    const app = env.process('app');
    for (const user of USERS) {
      env.actor(user, app, async () => {
        const expired = oauth.accessToken.create({ access_token: 'old', refresh_token: user, expires_in: 0 });
        const token = await expired.refresh();
        const ask = async (path: string): Promise<string> => {
          const response = await fetch(API + path, { headers: { authorization: token.token.access_token } });
          return (await response.json()) as string;
        };
        seen.push({ user, name: await ask('/name'), mails: await ask('/mails') });
      });
    }
    return seen;
  },
  properties: [
    {
      name: 'each-sees-his-own',
      kind: 'safety',
      level: 'documented',
      says: 'what the API is asked for a user it is asked with the token of that user',
      when: 'quiescence',
      judge(seen) {
        const wrong = seen.find(({ user, name, mails }) => name !== user || mails !== user);
        return wrong && { message: `${wrong.user} is called ${wrong.name} and reads the mails of ${wrong.mails}` };
      },
    },
  ],
});
