import { availableParallelism } from 'node:os';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** Tests of what runs within one thread and leaves nothing behind in it. */
const UNITS = [
  'harness/{engine,world,scenario,seams,strategies,tracking,oracles,run,shrink,explore}/**/*.test.ts',
  'src/**/*.test.ts',
  'reports/*.test.ts',
];
/** Of these, what asks for the main thread of a process, or for the environment that it was begun in. */
const OF_A_PROCESS = [
  'harness/seams/process/*.test.ts',
  'harness/{engine/leak-detector,seams/dispatch/dispatch,seams/files/comparison,seams/realm/realm,seams/sources}.test.ts',
  // Once msw has its interceptor in a process, as tests of upstreams have it, agents of node:http keep no sockets.
  'harness/seams/{shown-by-node,net/net}.test.ts',
];

const COMMON = { setupFiles: ['harness/register.ts', 'harness/testing/property-seed.ts'], testTimeout: 120_000 };

const config: ViteUserConfig = defineConfig({
  test: {
    // Exploration is all computation: every core counts, and vitest would leave one of two idle.
    maxWorkers: availableParallelism(),
    globalSetup: ['harness/testing/built-package.ts'],
    projects: [
      // The explore loop must own its thread's microtask queue and globals: one process a test file.
      {
        test: {
          ...COMMON,
          name: 'apart',
          include: ['{harness,scenarios,src,reports}/**/*.test.ts'],
          exclude: UNITS,
          pool: 'forks',
        },
      },
      { test: { ...COMMON, name: 'process', include: OF_A_PROCESS, pool: 'forks' } },
      // Loading the engine anew for each of a hundred files takes longer than most of their tests.
      {
        test: { ...COMMON, name: 'units', include: UNITS, exclude: OF_A_PROCESS, pool: 'threads', isolate: false },
      },
    ],
  },
});
export default config;
