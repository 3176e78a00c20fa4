/** What a client is configured with. */
export interface ClientSettings {
  readonly apiUrl: string;
  readonly tokenUrl: string;
  readonly log: (line: string) => void;
  /** For metrics. A rotation ends when its answer came, or is not waited for any more. */
  readonly onEvent: (event: 'rotation began' | 'rotation ended' | 'token replaced') => void;
}

/** A gateway's requests to a provider, and how it keeps its token fresh. */
export interface AuthorisedClient {
  /** The token that the next request would carry. */
  readonly token: string;
  /** Resolves with the answer. Throws AuthenticationError when the provider does not accept the token. */
  request(id: string): Promise<string>;
  /** Rotates the token: on a timer, or because an administrator reloads. */
  refresh(): Promise<void>;
}

/** Makes the client of one gateway, with the token that it begins with. */
export type MakeClient = (settings: ClientSettings, token: string) => AuthorisedClient;

/** The provider did not accept the token. */
export class AuthenticationError extends Error {
  override readonly name = 'AuthenticationError';

  constructor() {
    super('Invalid credentials');
  }
}

/** Asks the token server for a new token, which revokes the old one. */
export async function fetchToken(settings: ClientSettings, options: { timeoutMs?: number } = {}): Promise<string> {
  const { timeoutMs } = options;
  const signal = timeoutMs === undefined ? null : AbortSignal.timeout(timeoutMs);
  settings.onEvent('rotation began');
  try {
    const response = await fetch(`${settings.tokenUrl}/token`, { method: 'POST', signal });
    if (!response.ok) throw new Error(`no token: HTTP ${response.status}`);
    return ((await response.json()) as { token: string }).token;
  } finally {
    settings.onEvent('rotation ended');
  }
}

/** One request with one token. */
export async function callApi({ apiUrl, log }: ClientSettings, token: string, id: string): Promise<string> {
  const response = await fetch(`${apiUrl}/v1/chat/${id}`, { headers: { authorization: `Bearer ${token}` } });
  if (response.status === 401) {
    log('Authentication failed: credentials expired');
    throw new AuthenticationError();
  }
  if (!response.ok) throw new Error(`request ${id}: HTTP ${response.status}`);
  return response.text();
}
