#!/usr/bin/env bash
# A server on a Unix domain socket that closes removes the socket of the one that took its place.
#
# Guess: server.close() removes the file that this server made. A successor that has removed that file and listens at the same path
# with one of its own (a restart without a gap: the new process begins, the old one finishes its requests and closes) keeps it.
# Seen (Linux; Node 20.20.2, 22.23.5, 24.22.3, 26.12.1 alike): libuv removes whatever is at the path by then. The successor goes on
# listening, without an error or an event, and nobody can connect any more (ENOENT). A rename does not help: the successor that
# listens under another name and renames its socket to the path loses it in the same way. What helps: the old process exits
# without closing, which leaves the file alone, or closes before the successor listens.
# (Printed below; fails if that changes.)
#
# Source: https://nodejs.org/docs/latest-v24.x/api/net.html#identifying-paths-for-ipc-connections ("persists until unlinked");
# libuv, src/unix/pipe.c, uv__pipe_close.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >old.mjs <<'EOS'
import net from 'node:net';

const server = net.createServer((socket) => socket.end('old'));
server.listen('app.sock', () => process.send('listens'));
process.on('message', (how) => {
  if (how === 'exit') process.exit();
  server.close(() => process.disconnect());
});
EOS

cat >main.mjs <<'EOS'
import { fork } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';

const answer = async () => {
  const socket = net.connect('app.sock');
  try {
    const [bytes] = await once(socket, 'data');
    return String(bytes);
  } catch ({ code }) {
    return code;
  } finally {
    socket.destroy();
  }
};
for (const how of ['close', 'exit']) {
  const old = fork('./old.mjs');
  await once(old, 'message');
  const successor = net.createServer((socket) => socket.end('successor'));
  successor.listen('next.sock');
  await once(successor, 'listening');
  fs.renameSync('next.sock', 'app.sock');
  const before = await answer();
  old.send(how);
  await once(old, 'exit');
  console.log(`${how}: ${before}, then ${await answer()}; listening: ${successor.listening}`);
  successor.close();
  fs.rmSync('app.sock', { force: true });
}
EOS

echo "node $(node --version)"
seen=$(node main.mjs)
echo "$seen"
[ "$seen" = 'close: successor, then ENOENT; listening: true
exit: successor, then successor; listening: true' ]
