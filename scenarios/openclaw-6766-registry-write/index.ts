// `raceline/scenarios/openclaw-6766-registry-write`: the scenario, and what a design of one's own is made of.
export type { RegistryDesign } from '../../src/registry-write/design.ts';
export { CAREFUL_EDITS, REPORTED_EDITS, type RegistryEdits } from '../../src/registry-write/edits.ts';
export { readModifyWrite } from '../../src/registry-write/read-modify-write.ts';
export type {
  Message,
  Model,
  ModelsFile,
  Provider,
  ProvidersFile,
  SessionFile,
  Tool,
  ToolsFile,
} from '../../src/registry-write/registries.ts';
export type {
  Mutate,
  OpenRegistry,
  RegistryEvent,
  RegistryFile,
  RegistryKind,
  RegistryOptions,
  Versioned,
} from '../../src/registry-write/registry-file.ts';
export type { Log, RegistryWriteLog, WriteLogSettings } from '../../src/registry-write/write-log.ts';
export { type WriteText, writeInPlace, writeViaUniqueTemp } from '../../src/registry-write/write-text.ts';
export type { MakeDesign } from './implementations.ts';
export { scenario } from './scenario.ts';
