#!/usr/bin/env bash
# A thread's Date and its Intl can be in two time zones at once, after another thread has set TZ.
#
# Guess: assigning process.env.TZ in a worker thread changes local time there, or is without effect, and never changes half of
# local time in another thread.
# Seen (Node 20.20.2, 22.23.5, 24.22.3 and 26.12.1, all alike, Linux): in a worker with variables of its own, the default, nothing changes.
# In one with env: SHARE_ENV its own local time does, and in the main thread new Date() stays in the old zone while
# Intl.DateTimeFormat() is in the new one. The other way round too: a worker that is running when the main thread sets TZ keeps the zone
# of its dates and gets that of Intl, though its variables are its own; to assign TZ there does not mend it. Only a thread that begins
# later is in one zone. So a server that formats dates in workers must have TZ from its start. (Printed below; fails if that changes.)
#
# Sources: https://nodejs.org/docs/latest-v20.x/api/cli.html#tz, https://nodejs.org/docs/latest-v20.x/api/worker_threads.html#new-workerfilename-options
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >zones.mjs <<'EOF'
import { isMainThread, parentPort, SHARE_ENV, Worker, workerData } from 'node:worker_threads';

/** The zone by Date, and that by Intl. */
const zones = () => {
  const byDate = -new Date(0).getTimezoneOffset() / 60;
  return `${byDate}h ${Intl.DateTimeFormat().resolvedOptions().timeZone}`;
};

if (isMainThread) {
  const begin = (how, env) => new Worker(new URL(import.meta.url), { workerData: how, ...(env ? { env } : {}) });
  const next = (worker) => new Promise((resolve) => worker.once('message', resolve));
  console.log(`main: ${zones()}`);
  console.log(`a worker sets TZ: ${await next(begin('sets'))}; main: ${zones()}`);
  console.log(`a worker with SHARE_ENV sets TZ: ${await next(begin('sets', SHARE_ENV))}; main: ${zones()}`);
  const running = begin('waits');
  await next(running);
  process.env.TZ = 'America/Lima';
  running.postMessage('look');
  console.log(`main sets TZ: ${zones()}; a worker that was running: ${await next(running)}`);
  console.log(`one that begins now: ${await next(begin('looks'))}`);
} else if (workerData === 'sets') {
  process.env.TZ = 'Asia/Tokyo';
  parentPort.postMessage(zones());
} else if (workerData === 'waits') {
  zones();
  parentPort.once('message', () => parentPort.postMessage(zones()));
  parentPort.postMessage('ready');
} else {
  parentPort.postMessage(zones());
}
EOF

echo "node $(node --version)"
seen=$(TZ=UTC node zones.mjs)
echo "$seen"
[ "$seen" = 'main: 0h UTC
a worker sets TZ: 0h UTC; main: 0h UTC
a worker with SHARE_ENV sets TZ: 9h Asia/Tokyo; main: 0h Asia/Tokyo
main sets TZ: -5h America/Lima; a worker that was running: 9h America/Lima
one that begins now: -5h America/Lima' ]
