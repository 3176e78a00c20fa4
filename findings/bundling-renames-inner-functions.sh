#!/usr/bin/env bash
# A bundle that is not minified has other names for functions: esbuild renames even a function expression within another function.
#
# Guess: without --minify names stay, but for those at the top of modules that collide; the name of a function expression is visible only
# within it, so it collides with nothing.
# Seen (Linux; Node 20.20.2; esbuild 0.28.2): one module's function gives a function expression `watched`, another module exports a function
# `watched`. In the bundle fn.name of the first, and its frame in a stack, is `watched2`; with --keep-names fn.name is `watched` again.
# So code that goes by names of functions (stacks, error reports, plugins by name) works from sources and not from the bundle.
# (Printed below; fails if that changes.)
#
# Source: https://esbuild.github.io/api/#keep-names
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >watch.mjs <<'EOS'
export const watch = () => function watched() { return new Error().stack.split('\n')[1].trim().split(' ')[1]; };
EOS
cat >other.mjs <<'EOS'
export function watched() {}
EOS
cat >main.mjs <<'EOS'
import { watched } from './other.mjs';
import { watch } from './watch.mjs';
const inner = watch();
console.log(inner.name, inner(), watched.name);
EOS
echo '{"private":true}' >package.json
npm install --silent --no-audit --no-fund esbuild@0.28.2
esbuild() { npx esbuild main.mjs --bundle --format=esm --log-level=error "$@"; }
esbuild --outfile=bundle.mjs
esbuild --outfile=kept.mjs --keep-names

echo "node $(node --version), esbuild $(npx esbuild --version)"
seen="sources: $(node main.mjs)
bundle: $(node bundle.mjs)
bundle with --keep-names: $(node kept.mjs)"
echo "$seen"
[ "$seen" = 'sources: watched watched watched
bundle: watched2 watched2 watched
bundle with --keep-names: watched watched watched' ]
