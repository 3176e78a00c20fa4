// Set up before all tests: what they draw at random is the same in every run, so that a red test stays red.
// RACELINE_TEST_SEED=n draws something else.
import fc from 'fast-check';

const asked = process.env.RACELINE_TEST_SEED;
fc.configureGlobal({ seed: asked === undefined ? 1 : Number(asked) });
