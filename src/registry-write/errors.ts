/** The file is not what it was when it was read: somebody else wrote in between. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError';
}

/** The file is there and is no JSON. */
export class RegistryCorruptedError extends Error {
  override readonly name = 'RegistryCorruptedError';
}

/** A message came for a session that is over. */
export class SessionEndedError extends Error {
  override readonly name = 'SessionEndedError';
}

/** Somebody else kept the lock for longer than this writer was willing to wait. */
export class RegistryLockedError extends Error {
  override readonly name = 'RegistryLockedError';
}

export function errorCode(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
