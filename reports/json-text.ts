/** A document as every `--json` prints it, without control characters that JSON allows but a terminal may obey. */
export function jsonText(document: unknown): string {
  const text = `${JSON.stringify(document, null, 2)}\n`;
  return text.replace(/[\u007f-\u009f]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}
