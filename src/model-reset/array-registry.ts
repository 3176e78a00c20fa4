import type { ModelInfo } from './gateway.ts';
import { infoOf, type Model, type ModelRegistry } from './model.ts';

/** Models in the order of the config file. */
export class ArrayRegistry implements ModelRegistry {
  private readonly models: Model[];

  constructor(models: readonly Model[]) {
    this.models = [...models];
  }

  get(id: string): Model | undefined {
    return this.models.find((model) => model.id === id);
  }

  list(): readonly ModelInfo[] {
    return this.models.map(infoOf);
  }

  clear(): void {
    this.models.length = 0;
  }

  append(model: Model): void {
    this.models.push(model);
  }
}
