/**
 * An error as the log has it. The operators' alerts match the wording that V8 had when they were written, `Cannot read
 * property 'x' of undefined`, so the log keeps it.
 */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const property = /^Cannot read properties of undefined \(reading '(\w+)'\)$/.exec(error.message)?.[1];
  const message = property === undefined ? error.message : `Cannot read property '${property}' of undefined`;
  return `${error.name}: ${message}`;
}
