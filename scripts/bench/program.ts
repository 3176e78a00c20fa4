/** The program that every executor runs: three actors of four operations each, on one shared counter. */
export const ACTORS = 3;
export const OPERATIONS = 4;

/** Async functions between the actor's code and the operation itself: real code has some. */
export type Layers = 0 | 3;

/** What the actors share; the bare program and the engine's judge look at the same thing. */
export interface Counter {
  value: number;
}

export type Operate = () => Promise<void>;

export async function body(operate: Operate, counter: Counter): Promise<void> {
  for (let i = 0; i < OPERATIONS; i++) {
    await operate();
    counter.value++;
  }
}

async function outer(operate: Operate): Promise<void> {
  await middle(operate);
}

async function middle(operate: Operate): Promise<void> {
  await inner(operate);
}

async function inner(operate: Operate): Promise<void> {
  await operate();
}

/** The operation below so many async layers. */
export function layered(layers: Layers, operate: Operate): Operate {
  return layers === 0 ? operate : () => outer(operate);
}
