import { Window } from 'happy-dom';

// One window a process, since making one takes 20 ms; each page of an execution gets elements of its own.
const { document, Event } = new Window();

/** A `<select>` of models, as the HTML page comes with it. */
export function makeSelect(id: string, models: readonly string[]): HTMLSelectElement {
  const select = document.createElement('select');
  select.id = id;
  for (const model of models) {
    const option = document.createElement('option');
    option.value = model;
    option.textContent = model;
    select.append(option);
  }
  return select as unknown as HTMLSelectElement;
}

export function makeChip(): HTMLElement {
  return document.createElement('span') as unknown as HTMLElement;
}

/** The user picks `model`; false if it is not among the options. */
export function pick(select: HTMLSelectElement, model: string): boolean {
  if (!Array.from(select.options).some(({ value }) => value === model)) return false;
  select.value = model;
  select.dispatchEvent(new Event('change') as unknown as globalThis.Event);
  return true;
}
