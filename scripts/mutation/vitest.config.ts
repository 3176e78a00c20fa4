import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// The tests that `npm run mutation` tries: those of the engine that run within one process. What starts the built command would run
// code that has no mutant in it.
const FOLDERS = 'engine,world,scenario,seams,strategies,tracking,oracles,run,shrink,explore';
/** Each explores for seconds: tried last, on what the quick ones (a minute in all) did not notice. */
const SLOW = [
  'engine/drain',
  'strategies/surw',
  'strategies/dpor/traces',
  'scenario/together',
  'strategies/dpor/random-programs',
  'vitest',
].map((name) => `harness/${name}.test.ts`);
/** Whole scenarios, which do with the engine what no test of it does. */
const CATALOGUE = [
  'scenarios/openclaw-6766-registry-write/report-tests.test.ts',
  'scenarios/openclaw-81982-fallback-chain/properties.test.ts',
  'src/*/*.test.ts',
];
/** Left out: their faults others notice sooner. */
const LEFT_OUT = [
  // These measure how often each order is drawn, for half a minute.
  'strategies/portfolio',
  'strategies/coverage-guided',
  'strategies/strategies',
  'strategies/urw',
  'strategies/dpor/random-ends',
  'explore/endless',
  'seams/npm-packages',
  // Tries the built package.
  'seams/watched-calls',
].map((name) => `harness/${name}.test.ts`);

class SlowLast extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => SLOW.findIndex((name) => moduleId.endsWith(name));
    return [...files].sort((a, b) => rank(a) - rank(b));
  }
}

const isQuick = process.env.RACELINE_MUTATION !== 'slow';
const config: ViteUserConfig = defineConfig({
  test: {
    include: isQuick
      ? [`harness/{${FOLDERS}}/**/*.test.ts`, 'scenarios/{soak,lost-update/*}.test.ts']
      : [...SLOW, ...CATALOGUE],
    exclude: isQuick ? [...SLOW, ...LEFT_OUT] : [],
    setupFiles: ['harness/register.ts', 'harness/testing/property-seed.ts'],
    // Loading the engine anew for each of 70 files costs more than most of their tests.
    isolate: false,
    sequence: { sequencer: SlowLast },
    testTimeout: 60_000,
  },
});
export default config;
