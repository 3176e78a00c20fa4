// What worker threads run: as raceline.js, but always beside what is built.
process.setSourceMapsEnabled(true);
const { answer } = await import('../dist/harness/worker.js');

export { answer };
