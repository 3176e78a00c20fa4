import { defineConfig, type ViteUserConfig } from 'vitest/config';

// The tests that `npm run mutation` tries: those of the engine that run within one process. What starts the built command would run
// code that has no mutant in it.
const FOLDERS = 'engine,world,scenario,seams,strategies,tracking,oracles,run,shrink,explore';
const config: ViteUserConfig = defineConfig({
  test: {
    // Their faults others notice sooner: these explore for ten seconds each.
    exclude: [
      'harness/strategies/urw.test.ts',
      'harness/explore/endless.test.ts',
      'harness/seams/npm-packages.test.ts',
    ],
    include: [`harness/{${FOLDERS}}/**/*.test.ts`, 'scenarios/{soak,lost-update/*}.test.ts'],
    setupFiles: ['harness/register.ts', 'harness/testing/property-seed.ts'],
    testTimeout: 60_000,
  },
});
export default config;
