#!/usr/bin/env bash
# A chunked body that breaks off before its last chunk is a whole body for undici, if the server had said `connection: close`.
#
# Guess: the end of a chunked body is its empty chunk, so a connection that closes before it makes response.text() reject, whatever
# the headers say, as it does without that header.
# Seen (Linux): text() gives the half, without an error, with undici 6.24.1 and 7.30.2 of npm on Node 20.20.2, 22.23.5 and 24.22.3, and
# with the fetch of Node 20.20.2 itself: a stream of events that its server died in looks complete. node:http rejects it in the same
# Node (aborted, ECONNRESET). The fetch of Node 22.23.5, 24.22.3 and 26.12.1, whose parser (llhttp 9.4) is newer than that of either
# package, rejects it, unless one of these packages was loaded before, whose agent it then uses. The error is one of the parser:
# `cause.code` is HPE_INVALID_EOF_STATE on 22 and missing on 24 and 26, so code that tries again by codes (UND_ERR_SOCKET, ECONNRESET)
# does not know it. On 26 both packages reject it like that.
# (Printed below; fails if that of the two packages, up to Node 24, or of node:http changes.)
#
# Source: https://www.rfc-editor.org/rfc/rfc9112#section-8 (such a message is incomplete)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts six@npm:undici@6.24.1 seven@npm:undici@7.30.2

cat >main.mjs <<'EOS'
import { createServer } from 'node:net';
import { fetch as six } from 'six';
import { fetch as seven } from 'seven';

let connection = '';
const server = createServer((socket) => {
  socket.once('data', () => {
    socket.write(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n${connection}\r\n4\r\nhalf\r\n`);
    setTimeout(() => socket.end(), 20);
  });
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${server.address().port}`;
const outcome = (promise) =>
  promise.then(
    (text) => `'${text}'`,
    ({ message, cause, code }) => `${message}, ${code ?? cause?.code ?? cause?.message}`,
  );
const textOf = (fetch) => outcome(fetch(url).then((response) => response.text()));
const byHttp = async () => {
  // Here and not above: from Node 22 on, whoever imports node:http first has the packages use Node's own agent.
  const { get } = await import('node:http');
  const response = await new Promise((resolve, reject) => get(url, resolve).on('error', reject));
  let text = '';
  for await (const chunk of response) text += chunk;
  return text;
};
for (connection of ['', 'connection: close\r\n']) {
  console.log(`${connection.trim() || 'no such header'}: undici 6 ${await textOf(six)}; undici 7 ${await textOf(seven)}`);
}
console.log(`node:http: ${await outcome(byHttp())}`);
console.error(`own fetch: ${await textOf(fetch)}`);
process.exit();
EOS

echo "node $(node --version)"
seen=$(node main.mjs)
echo "$seen"
half="connection: close: undici 6 'half'; undici 7 'half'"
own='connection: close: undici 6 terminated, Response does not match the HTTP/1.1 protocol (Invalid EOF state); undici 7 terminated, Response does not match the HTTP/1.1 protocol (Invalid EOF state)'
[ "$(node -p 'parseInt(process.versions.node) < 26')" = true ] || half=$own
[ "$seen" = "no such header: undici 6 terminated, UND_ERR_SOCKET; undici 7 terminated, UND_ERR_SOCKET
$half
node:http: aborted, ECONNRESET" ]
