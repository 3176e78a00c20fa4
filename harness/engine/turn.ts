import { RacelineError } from './errors.ts';
import type { SimProcess } from './process.ts';
import { type Resource, resourceNamed } from './resource.ts';

/** An actor as far as turns are concerned. */
export interface TurnMember {
  readonly name: string;
  readonly process: SimProcess;
  readonly isDaemon: boolean;
  readonly atMs: number | undefined;
  readonly latestMs: number | undefined;
  readonly state: { readonly kind: string };
  turn: object | null;
}

/**
 * Actors that begin in one turn: the code of each up to its first await runs, one after the other, before any microtask
 * does. In which order they do is for the scheduler: each takes its place with a step of its own, and the step of the last
 * one begins them all. Places are taken in every order, and all else may happen between, for these steps do nothing else.
 */
export class Turn<Member extends TurnMember> {
  /** Written by each of those steps: their order counts. */
  readonly resource: Resource;
  private readonly size: number;
  private readonly inLine: Member[] = [];

  constructor(name: string, size: number) {
    this.resource = resourceNamed(`turn:${name}`);
    this.size = size;
  }

  /** Takes the next place. Returns all in the order of their places, once nobody is missing. */
  join(member: Member): readonly Member[] {
    this.inLine.push(member);
    return this.isComplete ? this.inLine : [];
  }

  /** What the step just made was, for timelines. */
  describe(): string {
    if (!this.isComplete) return `place ${this.inLine.length} in its turn`;
    return `begins the turn: ${this.inLine.map(({ name }) => name).join(', ')}`;
  }

  private get isComplete(): boolean {
    return this.inLine.length === this.size;
  }
}

/** Gives them a turn that they share. Throws ERR_USAGE unless they are actors of one process that have yet to begin. */
export function beginTogether<Member extends TurnMember & { turn: Turn<Member> | null }>(
  members: readonly Member[],
): void {
  const why = whyNot(members);
  if (why !== null) {
    throw new RacelineError('ERR_USAGE', {
      what: `env.together(${members.map(({ name }) => name).join(', ')}) cannot be`,
      why,
      next: 'Declare these actors just before, for one process, without atOnce, and with the same atMs and latestMs.',
    });
  }
  const turn = new Turn<Member>(members[0]?.name ?? '', members.length);
  for (const member of members) member.turn = turn;
}

/** Whether two actors of one process began in turns of their own: what only meets inside a turn did not meet. */
export function areApart(actors: readonly TurnMember[]): boolean {
  for (let i = 1; i < actors.length; i++) {
    const actor = actors[i] as TurnMember;
    if (actor.isDaemon) continue;
    for (let k = 0; k < i; k++) {
      const other = actors[k] as TurnMember;
      if (other.isDaemon || other.process !== actor.process) continue;
      if (actor.turn === null || actor.turn !== other.turn) return true;
    }
  }
  return false;
}

function whyNot(members: readonly TurnMember[]): string | null {
  if (members.length < 2) return 'it takes two actors or more';
  const first = members[0] as TurnMember;
  if (new Set(members).size < members.length) return 'one of them is named twice';
  for (const { name, process, state, isDaemon, turn, atMs, latestMs } of members) {
    if (process !== first.process) return `${first.name} and ${name} are of different processes, which share no turn`;
    if (state.kind !== 'waiting') return `${name} has begun, or ended, already`;
    if (isDaemon) return `${name} is a daemon, which others begin`;
    if (turn !== null) return `${name} is in another turn already`;
    if (atMs !== first.atMs || latestMs !== first.latestMs)
      return `${first.name} and ${name} may begin at different times`;
  }
  return null;
}
