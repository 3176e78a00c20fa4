import type { ModelOption } from './models-api.ts';

// What pages do to a `<select>` of models.

/** Ids of the models that are offered, in order. */
export function modelIds(select: HTMLSelectElement): string[] {
  return Array.from(select.options, ({ value }) => value);
}

/** Selects `model` if it is among the options. */
export function selectModel(select: HTMLSelectElement, model: string): boolean {
  if (!modelIds(select).includes(model)) return false;
  select.value = model;
  return true;
}

/** Replaces all options. The browser then selects the first of them. */
export function fillModels(select: HTMLSelectElement, models: readonly ModelOption[]): void {
  select.replaceChildren(...models.map((model) => optionFor(select, model)));
}

/** Appends what is missing; returns how many that were. What is selected stays selected. */
export function addModels(select: HTMLSelectElement, models: readonly ModelOption[]): number {
  const known = new Set(modelIds(select));
  const missing = models.filter(({ id }) => !known.has(id));
  select.append(...missing.map((model) => optionFor(select, model)));
  return missing.length;
}

function optionFor(select: HTMLSelectElement, { id, label }: ModelOption): HTMLOptionElement {
  const option = select.ownerDocument.createElement('option');
  option.value = id;
  option.textContent = label;
  return option;
}
