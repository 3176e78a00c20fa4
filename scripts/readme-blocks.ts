import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A fenced block of the README that shows a command of ours and what it prints. */
export interface Block {
  readonly command: string;
  readonly output: string;
  /** The whole block as it stands in the README. */
  readonly whole: string;
}

const BLOCK = /```console\n\$ npx raceline ([^\n]+)\n([\s\S]*?)```/g;
const BIN = fileURLToPath(new URL('../bin/raceline.js', import.meta.url));

export function blocksOf(readme: string): Block[] {
  return [...readme.matchAll(BLOCK)].map(([whole, command = '', output = '']) => ({ whole, command, output }));
}

export function withOutput(readme: string, block: Block, output: string): string {
  return readme.replace(block.whole, () => `\`\`\`console\n$ npx raceline ${block.command}\n${output}\`\`\``);
}

/** What the command prints, in a checkout or by another `bin`, from the repository's root. Its exit code does not matter here: violations exit 1. */
export function printed(command: string, bin: string = BIN): Promise<string> {
  return new Promise((resolve, reject) => {
    const cwd = fileURLToPath(new URL('../', import.meta.url));
    const child = spawn(process.execPath, [bin, ...command.split(' ')], {
      cwd,
      env: { ...process.env, NO_COLOR: '1' },
    });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.on('error', reject);
    child.on('close', () => resolve(`${output.trimEnd()}\n`));
  });
}
