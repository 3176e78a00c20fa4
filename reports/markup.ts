import { printable } from './printable.ts';

const ENTITIES: { readonly [char: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

// XML 1.0 has no way to carry most control characters, a lone surrogate, U+FFFE or U+FFFF: not even as an entity. One of them
// makes a CI server refuse the whole file, and the verdicts of the others with it, so they are dropped.
const NOT_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** A line of code under test, made safe to stand in XML, in an element as in a quoted attribute. Of a line end it makes \n. */
export function markup(line: string): string {
  return printable(line)
    .replace(NOT_XML, '')
    .replace(/[&<>"]/g, (char) => ENTITIES[char] ?? '');
}
