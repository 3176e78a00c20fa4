/** `node:domain`, as far as the seams are concerned. Nothing of it is there until some code loads it. */
export interface Domain {
  enter(): void;
  exit(): void;
  /** What Node calls for an exception: tells the domain's `error` listeners, and leaves all domains. False: it has none. */
  _errorHandler(error: unknown): boolean;
}

/** The domain that the code which is running, or just threw, is in. */
export function activeDomain(): Domain | undefined {
  return (Reflect.get(process, 'domain') as Domain | null | undefined) ?? undefined;
}

/** Before an execution: code that threw out of a domain's `run` never left it. */
export function leaveDomains(): void {
  for (let domain = activeDomain(); domain !== undefined; domain = activeDomain()) domain.exit();
}

/** In the domain in which a callback was set, as Node handles what that throws. */
export function inDomain(domain: Domain | undefined, call: () => void): void {
  domain?.enter();
  try {
    call();
  } finally {
    domain?.exit();
  }
}
