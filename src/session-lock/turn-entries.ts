import type { Turn } from './gateway.ts';
import type { Entry } from './transcript.ts';

/** What a finished turn adds to its session. */
export function answered(turn: Turn, answer: string): Entry[] {
  return [
    { id: turn.id, role: 'user', text: turn.prompt },
    { id: `${turn.id}-answer`, role: 'assistant', text: answer },
  ];
}
