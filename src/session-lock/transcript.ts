import { readFile, rename, writeFile } from 'node:fs/promises';
import { errorCode } from './lock.ts';

/** One line of a session file. */
export interface Entry {
  readonly id: string;
  readonly role: 'user' | 'assistant' | 'summary';
  readonly text: string;
  /** Of a summary: the last entry that it stands for. Those entries stay in the file, and prompts leave them out. */
  readonly covers?: string;
}

/** What a model is shown of a session: the last summary first, if there is one, then what it does not cover. */
export function promptTexts(entries: readonly Entry[]): string[] {
  const summary = entries.findLast(({ role }) => role === 'summary');
  if (summary === undefined) return entries.map(({ text }) => text);
  const covered = entries.findIndex(({ id }) => id === summary.covers);
  const rest = entries.slice(covered + 1).filter(({ role }) => role !== 'summary');
  return [summary, ...rest].map(({ text }) => text);
}

/** The entries of a session file; lines that a crash cut short are skipped. */
export async function readTranscript(path: string): Promise<Entry[]> {
  return parseTranscript(await readText(path));
}

export function parseTranscript(text: string): Entry[] {
  return text.split('\n').flatMap((line) => parseLine(line));
}

/** Replaces the session file as a whole: a reader sees the old entries or the new ones. */
export async function saveTranscript(path: string, entries: readonly Entry[]): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  await rename(temporary, path);
}

function parseLine(line: string): Entry[] {
  if (line.trim() === '') return [];
  try {
    return [JSON.parse(line) as Entry];
  } catch {
    return [];
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return '';
    throw error;
  }
}
