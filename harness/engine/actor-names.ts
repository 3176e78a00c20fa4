import { currentAccessLog } from './access-log.ts';
import { hashString } from './trace-hash.ts';

const NAME_SALT = hashString('actor name');

/**
 * Names of an execution's actors, each once: the second `client` is `client-2`. Labels, and with them replays and the
 * reduction, tell actors apart by their names.
 */
export class ActorNames {
  /** How many were asked for, by name. */
  private readonly counts: Map<string, number> = new Map();

  /** `name`, or with the first number that makes it another one. */
  take(name: string): string {
    // Which of two is the second is up to the order in which they are declared.
    currentAccessLog()?.writes(hashString(name) ^ NAME_SALT);
    const taken = this.counts.get(name);
    if (taken === undefined) {
      this.counts.set(name, 1);
      return name;
    }
    let number = taken + 1;
    while (this.counts.has(`${name}-${number}`)) number++;
    this.counts.set(name, number);
    return this.take(`${name}-${number}`);
  }
}
