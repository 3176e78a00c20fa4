/** Runs tasks of one key one after the other, in the order of their calls. A failed task holds up nobody. */
export class Serial {
  private readonly tails: Map<string, Promise<unknown>> = new Map();

  run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const before = this.tails.get(key);
    const result = before === undefined ? task() : before.then(task, task);
    this.tails.set(key, result);
    const forget = (): void => {
      if (this.tails.get(key) === result) this.tails.delete(key);
    };
    result.then(forget, forget);
    return result;
  }
}
