import type { ModelInfo } from './gateway.ts';
import { infoOf, type Model, type ModelRegistry } from './model.ts';

/** Models by id. */
export class MapRegistry implements ModelRegistry {
  private readonly models: Map<string, Model> = new Map();

  constructor(models: readonly Model[]) {
    this.add(models);
  }

  get size(): number {
    return this.models.size;
  }

  get(id: string): Model | undefined {
    return this.models.get(id);
  }

  list(): readonly ModelInfo[] {
    return [...this.models.values()].map(infoOf);
  }

  clear(): void {
    this.models.clear();
  }

  add(models: readonly Model[]): void {
    for (const model of models) this.models.set(model.id, model);
  }
}
