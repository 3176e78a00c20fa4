import { availableParallelism } from 'node:os';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['{harness,scenarios,src,reports}/**/*.test.ts'],
    // The explore loop must own its thread's microtask queue and globals: one process a test file.
    pool: 'forks',
    // Exploration is all computation: every core counts, and vitest would leave one of two idle.
    maxWorkers: availableParallelism(),
    globalSetup: ['harness/testing/built-package.ts'],
    setupFiles: ['harness/register.ts', 'harness/testing/property-seed.ts'],
    testTimeout: 120_000,
  },
});
export default config;
