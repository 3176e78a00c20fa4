/** A token of the provider's. Deprecated ones are only kept until nobody uses them. */
export interface Credentials {
  readonly token: string;
  isDeprecated: boolean;
  /** Requests that carry it at the moment. */
  users: number;
}

export interface CredentialSettings {
  readonly apiUrl: string;
  readonly tokenUrl: string;
  readonly log: (line: string) => void;
  /** For metrics: a rotation was asked for; its answer came, or is not waited for any more. */
  readonly onRotation?: (event: 'began' | 'ended') => void;
}

/** A gateway's requests to a provider, and how it keeps its token fresh. */
export interface AuthorisedClient {
  /** Resolves with the answer. Throws AuthenticationError when the provider does not accept the token. */
  request(id: string): Promise<string>;
  /** Rotates the token: on a timer, or because an administrator reloads. */
  refresh(): Promise<void>;
  /** The token that the next request would carry. */
  readonly token: string;
}

export type MakeClient = (settings: CredentialSettings, token: string) => AuthorisedClient;

export class AuthenticationError extends Error {
  override readonly name = 'AuthenticationError';

  constructor() {
    super('Authentication failed: credentials expired');
  }
}

export function credentialsOf(token: string): Credentials {
  return { token, isDeprecated: false, users: 0 };
}

/** Asks the token server for a new token, which revokes the old one. `timeoutMs`: for ever by default. */
export async function fetchToken(settings: CredentialSettings, timeoutMs?: number): Promise<string> {
  const signal = timeoutMs === undefined ? null : AbortSignal.timeout(timeoutMs);
  settings.onRotation?.('began');
  try {
    const response = await fetch(`${settings.tokenUrl}/token`, { method: 'POST', signal });
    if (!response.ok) throw new Error(`no token: HTTP ${response.status}`);
    return ((await response.json()) as { token: string }).token;
  } finally {
    settings.onRotation?.('ended');
  }
}

/** One request with one token. */
export async function callApi({ apiUrl, log }: CredentialSettings, token: string, id: string): Promise<string> {
  const response = await fetch(`${apiUrl}/v1/chat/${id}`, { headers: { authorization: `Bearer ${token}` } });
  if (response.status === 401) {
    const error = new AuthenticationError();
    log(error.message);
    throw error;
  }
  if (!response.ok) throw new Error(`request ${id}: HTTP ${response.status}`);
  return response.text();
}
