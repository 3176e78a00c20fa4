/** Where V8 stopped, in the wording that it had up to Node 18: logs and alerts look for that, and it has since had several. */
export function parseErrorOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const position = / position (\d+)/.exec(message)?.[1];
  return position === undefined ? message : `Unexpected token at position ${position}`;
}
