// The `@example`s of docstrings: modules that a user could paste, and what they print.

export interface Example {
  /** Its code without the path that it may begin with: `// counter.ts`, by which other examples import it. */
  readonly code: string;
  readonly file: string;
  /** By its own comments: `console.log(x); // 4 true`. */
  readonly prints: readonly string[];
}

const EXAMPLE = /@example\n\s*\* ```ts\n([\s\S]*?)\n\s*\* ```/g;

/** Examples in these declarations, in order. */
export function examplesIn(declarations: Iterable<string>): Example[] {
  const found: Example[] = [];
  for (const text of declarations) {
    for (const [, commented = ''] of text.matchAll(EXAMPLE)) {
      const code = `${commented.replace(/^\s*\* ?/gm, '')}\n`;
      const file = /^\/\/ ([\w-]+\.ts)\n/.exec(code)?.[1] ?? `example-${found.length + 1}.ts`;
      const prints = [...code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, output = '']) => output);
      found.push({ code, file, prints });
    }
  }
  return found;
}
