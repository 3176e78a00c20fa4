#!/usr/bin/env bash
# A MessagePort that its own listener closes goes on receiving: what arrived together with that message is delivered all the same.
#
# Guess: after port.close() the port's listener is not called again ("Disables further sending of messages on either side").
# Seen (Linux; Node 20.20.2, 22.23.5, 24.22.3, 26.12.1 alike): three messages are sent in one turn; the listener closes the port at the
# first and is called for all three, with a turn of microtasks in between. Closed from anywhere else, before they arrive, none comes.
# So "close at the first answer" is no way to handle at most one: take the listener off as well (port.once), which does stop it.
# (Printed below; fails if that changes.)
#
# Source: https://nodejs.org/docs/latest-v24.x/api/worker_threads.html#portclose
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >main.mjs <<'EOS'
import { setTimeout as sleep } from 'node:timers/promises';

const tell = async (what, listen) => {
  const { port1, port2 } = new MessageChannel();
  const seen = [];
  listen(port2, seen);
  for (const value of [1, 2, 3]) port1.postMessage(value);
  if (what === 'closed at once') port2.close();
  await sleep(20);
  port1.close();
  console.log(`${what}: ${seen.join(' ')}`);
};
await tell('closed by its listener', (port, seen) => port.on('message', (value) => void (seen.push(value), port.close())));
await tell('closed at once', (port, seen) => port.on('message', (value) => void seen.push(value)));
await tell('once, then closed', (port, seen) => port.once('message', (value) => void (seen.push(value), port.close())));
EOS

echo "node $(node --version)"
seen=$(node main.mjs)
echo "$seen"
[ "$seen" = 'closed by its listener: 1 2 3
closed at once: 
once, then closed: 1' ]
