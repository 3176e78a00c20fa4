import { defineConfig, type ViteUserConfig } from 'vitest/config';

// The tests that COVERAGE.md names: none of them starts the built command.
const config: ViteUserConfig = defineConfig({
  test: {
    include: ['{scenarios,src}/**/*.test.ts'],
    pool: 'forks',
    setupFiles: ['harness/register.ts', 'harness/testing/property-seed.ts'],
    testTimeout: 120_000,
  },
});
export default config;
