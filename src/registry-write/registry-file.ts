import type { Log, RegistryWriteLog } from './write-log.ts';

/** What every registry file may say beside its entries. Files of older gateways have no version. */
export interface Versioned {
  version?: number;
}

/** One kind of registry: what an empty one is, and how its entries are called. */
export interface RegistryKind<Content extends Versioned> {
  empty(): Content;
  /** Ids of the entries, in the order of the file. */
  idsOf(content: Content): readonly string[];
}

/** Changes the content in place. May be called again with newer content, so it does nothing else. */
export type Mutate<Content> = (content: Content) => void;

/** What a registry tells metrics. */
export type RegistryEvent =
  | { readonly kind: 'lock-acquired'; readonly waitedMs: number }
  | { readonly kind: 'lock-released'; readonly heldMs: number }
  | { readonly kind: 'retried' };

/** Which file a registry is, and whom it tells of what it does. */
export interface RegistryOptions<Content extends Versioned> {
  readonly path: string;
  readonly kind: RegistryKind<Content>;
  readonly log: Log;
  readonly writeLog: RegistryWriteLog;
  readonly onEvent?: (event: RegistryEvent) => void;
}

/** A registry that is kept in one JSON file. */
export interface RegistryFile<Content extends Versioned> {
  read(): Promise<Content>;
  /** Reads, lets `mutate` change what was read, and writes. Resolves when the change is acknowledged. */
  update(mutate: Mutate<Content>): Promise<void>;
}

/** How a gateway opens its registry files: what the implementations differ in. One call a file and process. */
export type OpenRegistry = <Content extends Versioned>(options: RegistryOptions<Content>) => RegistryFile<Content>;
