/** Names that a message lists before it counts the rest. */
const NAMES_MAX = 5;

/** `a, b and 3 more`: evidence is one sentence, however much is wrong. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_MAX).join(', ');
  return names.length > NAMES_MAX ? `${shown} and ${names.length - NAMES_MAX} more` : shown;
}
