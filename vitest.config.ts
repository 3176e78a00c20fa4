import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['{harness,scenarios,src,reports}/**/*.test.ts'],
    // The explore loop must own its thread's microtask queue and globals: one process a test file.
    pool: 'forks',
    setupFiles: ['harness/register.ts'],
    testTimeout: 120_000,
  },
});
export default config;
