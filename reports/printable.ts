// What a terminal acts on instead of showing it: control characters, escape codes among them, and what turns text around
// or breaks lines unseen (Unicode's bidirectional controls, line and paragraph separators, the byte order mark).
const CONTROLS = '\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ufeff';
const CONTROL = new RegExp(`[${CONTROLS}]`, 'g');
/** Colours as paint.ts writes them, or a control. */
const COLOUR_OR_CONTROL = new RegExp(`\\u001b\\[\\d{1,2}m|[${CONTROLS}]`, 'g');
const ESCAPE = '\u001b';

/** Text from code under test as it may be shown in a terminal: what a terminal would act on is spelled out. */
export function printable(text: string): string {
  return text.replace(CONTROL, (character) => (character === '\n' ? '\\n' : spelledOut(character)));
}

/** A whole report as it may be shown in a terminal: lines and colours are our own, whatever names and texts are in it. */
export function printableReport(text: string): string {
  return text.replace(COLOUR_OR_CONTROL, (found) => {
    const isOurs = found === '\n' || (found.length > 1 && found.startsWith(ESCAPE));
    return isOurs ? found : spelledOut(found);
  });
}

/** In JSON, where controls below U+0020 are escaped already, this is the same character. */
function spelledOut(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x20 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
