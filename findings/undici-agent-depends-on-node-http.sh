#!/usr/bin/env bash
# Whether the fetch of npm's undici sends its requests by its own code depends on whether any module imports node:http.
#
# Guess: a package that is imported by name and pinned does its own work; node:http is another client and has no part in it.
# Seen (Linux): with undici 7.30.2 on Node 22.23.5, 24.22.3 and 26.12.1 an `import 'node:http'`, even one that stands after that of undici,
# makes Node load its own copy as the imports are linked (for the WebSocket that node:http exports too). It puts its agent where both
# look for one (a symbol of globalThis), and whichever is there first serves both: requests of the package are then made, pooled and
# parsed by another version, with other errors. The other way round the package, if it is first, serves Node's own fetch.
# With require('node:http') nothing of that happens, and on Node 20.20.2 node:http does not matter.
# Who pins undici for a fix of its parser has it only with setGlobalDispatcher or a `dispatcher` in each call.
# (Printed below; fails if that changes.)
#
# Source: https://undici.nodejs.org/#/docs/api/Dispatcher (says nothing of it)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts undici@7.30.2

whose="console.log(getGlobalDispatcher() instanceof Agent ? 'its own' : 'not its own')"
echo "import { Agent, getGlobalDispatcher } from 'undici'; $whose" >alone.mjs
echo "import { Agent, getGlobalDispatcher } from 'undici'; import 'node:http'; $whose" >before-http.mjs
echo "require('node:http'); const { Agent, getGlobalDispatcher } = require('undici'); $whose" >required.cjs

echo "node $(node --version)"
seen=$(for file in alone.mjs before-http.mjs required.cjs; do echo "$file: $(node $file)"; done)
echo "$seen"
beside='not its own'
[ "$(node -p 'parseInt(process.versions.node)')" != 20 ] || beside='its own'
[ "$(echo "$seen" | sed 's/.*: //' | paste -sd,)" = "its own,$beside,its own" ]
