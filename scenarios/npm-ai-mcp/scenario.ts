import fc from 'fast-check';
import { defineScenario, json, type Reply, respond, type Scenario } from '../../harness/index.ts';
import { published } from '../shared/published.ts';

interface Package {
  createMCPClient(options: { transport: object }): Promise<{ close(): Promise<void> }>;
}

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly token_type: string;
}

const SERVER = 'https://mcp.example';
const RESOURCE = { resource: `${SERVER}/mcp`, authorization_servers: [SERVER] };
const AUTHORIZATION = {
  issuer: SERVER,
  authorization_endpoint: `${SERVER}/authorize`,
  token_endpoint: `${SERVER}/token`,
  response_types_supported: ['code'],
  code_challenge_methods_supported: ['S256'],
};
const INITIALIZED = { protocolVersion: '2025-06-18', capabilities: {}, serverInfo: { name: 'mcp', version: '1' } };

/** The nth tokens of a login: each refresh token is good for one refresh. */
function tokensOf(n: number): Tokens {
  return { access_token: `access-${n}`, refresh_token: `refresh-${n}`, token_type: 'bearer' };
}

/** An MCP server, which gives tokens too. Those of the login are out of date. */
class McpServer {
  private refreshes = 0;

  async answer(request: Request): Promise<Reply> {
    const { pathname } = new URL(request.url);
    if (pathname === '/token') return this.refresh(new URLSearchParams(await request.text()));
    if (pathname === '/.well-known/oauth-protected-resource/mcp') return json(RESOURCE);
    if (pathname === '/.well-known/oauth-authorization-server') return json(AUTHORIZATION);
    const bearer = request.headers.get('authorization');
    if (bearer === null || bearer === `Bearer ${tokensOf(0).access_token}`) return respond(401);
    if (request.method !== 'POST') return respond(405);
    const { id } = (await request.json()) as { id?: number };
    return id === undefined ? respond(202) : json({ jsonrpc: '2.0', id, result: INITIALIZED });
  }

  private refresh(asked: URLSearchParams): Reply {
    const isCurrent = asked.get('refresh_token') === tokensOf(this.refreshes).refresh_token;
    return isCurrent ? json(tokensOf(++this.refreshes)) : json({ error: 'invalid_grant' }, { status: 400 });
  }
}

/** Keeps the tokens of a user who has logged in, and counts how often he is sent to do so again. */
class Login {
  readonly redirectUrl = 'https://app.example/callback';
  readonly clientMetadata: object = { redirect_uris: [this.redirectUrl] };
  private saved: Tokens | undefined = tokensOf(0);
  redirects = 0;

  tokens(): Tokens | undefined {
    return this.saved;
  }

  saveTokens(tokens: Tokens): void {
    this.saved = tokens;
  }

  invalidateCredentials(): void {
    this.saved = undefined;
  }

  clientInformation(): object {
    return { client_id: 'app' };
  }

  redirectToAuthorization(): void {
    this.redirects++;
  }

  saveCodeVerifier(): void {}

  codeVerifier(): string {
    return '';
  }
}

export const scenario: Scenario = defineScenario({
  name: 'npm-ai-mcp',
  title: 'two requests of a client are told that its token is out of date',
  implementations: {
    '1.0.42': {
      says: '@ai-sdk/mcp, where each of them refreshes it',
      subject: (await published('ai-mcp-1.0.42')) as unknown as Package,
    },
    '1.0.43': {
      says: '@ai-sdk/mcp, where they wait for one refresh',
      subject: (await published('ai-mcp-1.0.43')) as unknown as Package,
    },
  },
  examples: { 'one client': { workload: null, faults: null } },
  workload: fc.constant(null),
  faults: fc.constant(null),
  setup(env, { createMCPClient }: Package) {
    const server = new McpServer();
    const login = new Login();
    env.network.upstream(SERVER, (request) => server.answer(request), { name: 'mcp' });
    env.actor('agent', env.process('agent'), async () => {
      const transport = { type: 'http', url: `${SERVER}/mcp`, authProvider: login };
      await createMCPClient({ transport }).catch(() => {});
    });
    return login;
  },
  properties: [
    {
      name: 'nobody-logs-in-again',
      kind: 'safety',
      level: 'documented',
      says: 'a user whose refresh token is good is not sent to log in',
      when: 'quiescence',
      judge: ({ redirects }) => (redirects === 0 ? undefined : { message: 'the user is sent to log in' }),
    },
  ],
});
