// Entry point of worker threads. CommonJS, because the pool first tries to require what it is given, and worker.js loads
// asynchronously.
const loading = import('./worker.js');
// Whoever asks first is told; until then it is nobody's unhandled rejection.
loading.catch(() => {});

exports.answer = async (task) => (await loading).answer(task);
