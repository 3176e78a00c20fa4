/** What is fetched, by the name that scenarios ask for. */
export const PACKAGES: Readonly<Record<string, string>> = {
  'steno-0.4.4': 'npm:steno@0.4.4',
  'steno-1.0.0': 'npm:steno@1.0.0',
  'lru-cache-11.2.1': 'npm:lru-cache@11.2.1',
  'lru-cache-11.2.2': 'npm:lru-cache@11.2.2',
  'p-memoize-7.1.1': 'npm:p-memoize@7.1.1',
  'p-memoize-9.0.0': 'npm:p-memoize@9.0.0',
  'fs-extra-8.0.1': 'npm:fs-extra@8.0.1',
  'fs-extra-11.4.1': 'npm:fs-extra@11.4.1',
  express: '5.1.0',
  'express-session': '1.18.2',
  'session-file-store': '1.5.0',
  fastify: '5.6.0',
  '@fastify/cookie': '11.0.2',
  '@fastify/session': '11.1.0',
  'opossum-4.2.0': 'npm:opossum@4.2.0',
  'opossum-4.2.1': 'npm:opossum@4.2.1',
  'simple-oauth2-0.7.0': 'npm:simple-oauth2@0.7.0',
  'simple-oauth2-1.0.3': 'npm:simple-oauth2@1.0.3',
  'node-json-db-2.0.0': 'npm:node-json-db@2.0.0',
  'node-json-db-2.3.1': 'npm:node-json-db@2.3.1',
  'proper-lockfile': '4.1.2',
  'server-memory-2026.7.4': 'npm:@modelcontextprotocol/server-memory@2026.7.4',
  'server-memory-2026.8.31': 'npm:@modelcontextprotocol/server-memory@2026.8.31',
  'query-core-5.56.2': 'npm:@tanstack/query-core@5.56.2',
  'query-core-5.90.5': 'npm:@tanstack/query-core@5.90.5',
  'ai-6.0.100': 'npm:ai@6.0.100',
  'ai-6.0.299': 'npm:ai@6.0.299',
};

/** What a scenario of scenarios/npm-* shows. */
interface Claim {
  readonly scenario: string;
  readonly property: string;
  /** Versions that break the property within 100 executions, in a way that 20 of 20 replays repeat. */
  readonly broken: readonly string[];
  /** Versions of which 1,000 executions break nothing. */
  readonly silent: readonly string[];
}

export const CLAIMS: readonly Claim[] = [
  { scenario: 'npm-steno', property: 'no-deadlock', broken: ['0.4.4'], silent: ['1.0.0'] },
  { scenario: 'npm-lru-cache', property: 'what-was-fetched-is-kept', broken: ['11.2.1'], silent: ['11.2.2'] },
  { scenario: 'npm-p-memoize', property: 'a-name-is-found', broken: ['7.1.1'], silent: ['9.0.0'] },
  { scenario: 'npm-fs-extra', property: 'both-are-copied', broken: ['8.0.1', '11.4.1'], silent: [] },
  { scenario: 'npm-express-session', property: 'every-request-counts', broken: ['as published'], silent: ['in turn'] },
  { scenario: 'npm-fastify-session', property: 'every-request-counts', broken: ['as published'], silent: ['in turn'] },
  { scenario: 'npm-opossum', property: 'asks-again-after-an-outage', broken: ['4.2.0'], silent: ['4.2.1'] },
  { scenario: 'npm-simple-oauth2', property: 'each-sees-his-own', broken: ['0.7.0'], silent: ['1.0.3'] },
  { scenario: 'npm-node-json-db', property: 'what-was-pushed-is-saved', broken: ['2.0.0'], silent: ['2.3.1'] },
  { scenario: 'npm-proper-lockfile', property: 'one-holder', broken: ['4.1.2'], silent: ['4.1.2 without a crash'] },
  { scenario: 'npm-server-memory', property: 'file-can-be-read', broken: ['2026.7.4'], silent: ['2026.8.31'] },
  { scenario: 'npm-server-memory', property: 'no-entity-is-lost', broken: ['2026.7.4', '2026.8.31'], silent: [] },
  { scenario: 'npm-query-core', property: 'loader-gets-its-data', broken: ['5.56.2'], silent: ['5.90.5'] },
  { scenario: 'npm-ai', property: 'each-answer-finishes', broken: ['6.0.100'], silent: ['6.0.299'] },
];
