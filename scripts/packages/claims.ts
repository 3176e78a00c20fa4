import { OPENCLAW } from './openclaw.ts';

/** What is fetched, by the name that scenarios ask for; openclaw beside it. */
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
  'get-port-5.0.0': 'npm:get-port@5.0.0',
  'get-port-5.1.0': 'npm:get-port@5.1.0',
  'agentkeepalive-4.1.4': 'npm:agentkeepalive@4.1.4',
  'agentkeepalive-4.2.0': 'npm:agentkeepalive@4.2.0',
  ws: '8.18.3',
  'reconnecting-websocket-3.0.3': 'npm:reconnecting-websocket@3.0.3',
  'reconnecting-websocket-3.0.5': 'npm:reconnecting-websocket@3.0.5',
  'tarn-2.0.0': 'npm:tarn@2.0.0',
  'tarn-3.0.0': 'npm:tarn@3.0.0',
  'generic-pool-3.1.5': 'npm:generic-pool@3.1.5',
  'generic-pool-3.1.6': 'npm:generic-pool@3.1.6',
  graphql: '16.8.1',
  'graphql-ws-5.14.3': 'npm:graphql-ws@5.14.3',
  'graphql-ws-5.15.0': 'npm:graphql-ws@5.15.0',
  'redis-client-1.4.0': 'npm:@redis/client@1.4.0',
  'redis-client-1.4.2': 'npm:@redis/client@1.4.2',
  'redis-client-6.3.1': 'npm:@redis/client@6.3.1',
  'ai-mcp-1.0.42': 'npm:@ai-sdk/mcp@1.0.42',
  'ai-mcp-1.0.43': 'npm:@ai-sdk/mcp@1.0.43',
  'engine.io-6.5.4': 'npm:engine.io@6.5.4',
  'engine.io-6.6.0': 'npm:engine.io@6.6.0',
  'engine.io-client': '6.6.0',
  axios: '1.13.2',
  'axios-cache-interceptor-1.11.3': 'npm:axios-cache-interceptor@1.11.3',
  'axios-cache-interceptor-1.11.4': 'npm:axios-cache-interceptor@1.11.4',
  'chokidar-5.0.0': 'npm:chokidar@5.0.0',
  'chokidar-6.0.0': 'npm:chokidar@6.0.0',
  'async-disk-cache-1.3.4': 'npm:async-disk-cache@1.3.4',
  'async-disk-cache-1.3.5': 'npm:async-disk-cache@1.3.5',
  'streamroller-3.0.7': 'npm:streamroller@3.0.7',
  'streamroller-3.0.8': 'npm:streamroller@3.0.8',
  'unzipper-0.8.14': 'npm:unzipper@0.8.14',
  'unzipper-0.9.15': 'npm:unzipper@0.9.15',
  'modern-tar-0.7.1': 'npm:modern-tar@0.7.1',
  'modern-tar-0.7.2': 'npm:modern-tar@0.7.2',
  'comlink-4.4.1': 'npm:comlink@4.4.1',
  'comlink-4.4.2': 'npm:comlink@4.4.2',
  'write-file-atomic-2.1.0': 'npm:write-file-atomic@2.1.0',
  'write-file-atomic-2.3.0': 'npm:write-file-atomic@2.3.0',
  'fs-capacitor-6.2.0': 'npm:fs-capacitor@6.2.0',
  'fs-capacitor-8.0.0': 'npm:fs-capacitor@8.0.0',
  'isomorphic-git-1.25.6': 'npm:isomorphic-git@1.25.6',
  'isomorphic-git-1.25.7': 'npm:isomorphic-git@1.25.7',
};

/** Executions within which what is broken breaks, and over which what is silent is. */
export const BROKEN_WITHIN = 100;
export const SILENT_OVER = 1_000;
export const REPLAYS = 20;

/** What a scenario of scenarios/npm-* shows. */
export interface Claim {
  readonly scenario: string;
  /** Names in PACKAGES, without the version where an implementation says it. */
  readonly packages: readonly string[];
  readonly property: string;
  /** Implementations that break the property within BROKEN_WITHIN executions, in a way that REPLAYS of REPLAYS replays repeat. */
  readonly broken: readonly string[];
  /** Those of which SILENT_OVER executions do not break it, nor what Raceline asks of all: no deadlock, nothing thrown. */
  readonly silent: readonly string[];
}

export const CLAIMS: readonly Claim[] = [
  claim('steno', 'no-deadlock', ['0.4.4'], ['1.0.0']),
  claim('lru-cache', 'what-was-fetched-is-kept', ['11.2.1'], ['11.2.2']),
  claim('p-memoize', 'a-name-is-found', ['7.1.1'], ['9.0.0']),
  claim('fs-extra', 'both-are-copied', ['8.0.1', '11.4.1'], []),
  {
    ...claim('express-session', 'every-request-counts', ['as published'], ['in turn']),
    packages: ['express', 'express-session', 'session-file-store'],
  },
  {
    ...claim('fastify-session', 'every-request-counts', ['as published'], ['in turn']),
    packages: ['fastify', '@fastify/cookie', '@fastify/session'],
  },
  claim('opossum', 'asks-again-after-an-outage', ['4.2.0'], ['4.2.1']),
  claim('simple-oauth2', 'each-sees-his-own', ['0.7.0'], ['1.0.3']),
  claim('node-json-db', 'what-was-pushed-is-saved', ['2.0.0'], ['2.3.1']),
  claim('proper-lockfile', 'one-holder', ['4.1.2'], ['4.1.2 without a crash']),
  claim('server-memory', 'file-can-be-read', ['2026.7.4'], ['2026.8.31']),
  claim('server-memory', 'no-entity-is-lost', ['2026.7.4', '2026.8.31'], []),
  claim('query-core', 'loader-gets-its-data', ['5.56.2'], ['5.90.5']),
  claim('ai', 'each-answer-finishes', ['6.0.100'], ['6.0.299']),
  claim('get-port', 'a-free-port-is-free', ['5.0.0'], ['5.1.0']),
  claim('agentkeepalive', 'every-request-is-answered', ['4.1.4'], ['4.2.0']),
  {
    ...claim('reconnecting-websocket', 'closed-for-good', ['3.0.3'], ['3.0.5']),
    packages: ['reconnecting-websocket', 'ws'],
  },
  claim('tarn', 'a-destroyed-pool-has-no-connections', ['2.0.0'], ['3.0.0']),
  claim('generic-pool', 'no-deadlock', ['3.1.5'], ['3.1.6']),
  {
    ...claim('graphql-ws', 'who-has-left-reads-no-more', ['5.14.3'], ['5.15.0']),
    packages: ['graphql-ws', 'graphql', 'ws'],
  },
  claim('redis-client', 'disconnected-for-good', ['1.4.0', '6.3.1 once the server is back'], ['1.4.2', '6.3.1']),
  claim('ai-mcp', 'nobody-logs-in-again', ['1.0.42'], ['1.0.43']),
  { ...claim('engine-io', 'who-sends-is-told', ['6.5.4'], ['6.6.0']), packages: ['engine.io', 'engine.io-client'] },
  {
    ...claim('axios-cache-interceptor', 'who-did-not-cancel-is-answered', ['1.11.3'], ['1.11.4']),
    packages: ['axios-cache-interceptor', 'axios'],
  },
  claim('isomorphic-git', 'head-is-a-commit', ['1.25.6'], ['1.25.7']),
  claim('chokidar', 'every-file-is-seen', ['5.0.0'], ['6.0.0']),
  claim('async-disk-cache', 'each-gets-the-whole', ['1.3.4'], ['1.3.5']),
  claim('streamroller', 'no-unhandled-rejection', ['3.0.7'], ['3.0.8']),
  claim('streamroller', 'no-line-is-lost', ['3.0.7', '3.0.8'], []),
  claim('unzipper', 'all-is-extracted', ['0.8.14'], ['0.9.15']),
  claim('modern-tar', 'the-folder-is-there', ['0.7.1'], ['0.7.2']),
  claim('comlink', 'every-call-ends', ['4.4.2'], ['4.4.1']),
  claim('write-file-atomic', 'last-write-wins', ['2.1.0'], ['2.3.0']),
  claim('fs-capacitor', 'all-is-read', ['6.2.0'], ['8.0.0']),
  { ...claim('openclaw', 'one-holder', ['2026.5.7'], ['2026.4.5']), scenario: 'npm-openclaw-lock' },
];

function claim(name: string, property: string, broken: readonly string[], silent: readonly string[]): Claim {
  return { scenario: `npm-${name}`, packages: [name], property, broken, silent };
}

/** What an implementation consists of, each with its version: `@tanstack/query-core 5.56.2`. */
export function packagesOf({ packages }: Claim, implementation: string): string {
  return packages.map((name) => published(name, implementation)).join(', ');
}

function published(name: string, version: string): string {
  // `6.3.1 once the server is back` is a version, used in another way.
  const alias = PACKAGES[`${name}-${version.split(' ')[0]}`];
  if (alias !== undefined) return alias.replace(/^npm:(.+)@/, '$1 ');
  const only = PACKAGES[name];
  if (only !== undefined) return `${name} ${only}`;
  if (name === 'openclaw' && OPENCLAW.versions.some((each) => each === version)) return `${name} ${version}`;
  throw new Error(`nothing fetches ${name} ${version}`);
}
