#!/usr/bin/env bash
# What import() of one TypeScript module gives depends on who imports it.
#
# Guess: import('./names.ts') gives the exports of names.ts, whoever asks, once tsx is registered.
# Seen (tsx 4.23.1, Node 20.20.2, Linux): a module outside of "type": "module" is compiled to CommonJS. Asked for by a module that
# tsx loaded, it has its names, because tsx rewrites import() in what it loads. Asked for by a module that Node had
# loaded before tsx was registered, it has `default` alone, an object with the names in it. So a tool that registers tsx late, to
# start sooner, no longer finds the exports of its users' configuration files. (Printed below; fails if that changes.)
#
# Sources: https://tsx.is/dev-api/register-esm, https://nodejs.org/docs/latest-v20.x/api/esm.html#commonjs-namespaces
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --no-save tsx@4.23.1 >/dev/null
# What npm wrote says nothing of the type of modules either.
rm -f package.json

cat >names.ts <<'EOF'
export const answer: number = 42;
EOF
cat >loaded-by-tsx.ts <<'EOF'
export const keys = async (): Promise<string[]> => Object.keys(await import('./names.ts'));
EOF
cat >loaded-before.mjs <<'EOF'
import { register as registerRequire } from 'tsx/cjs/api';
import { register as registerImport } from 'tsx/esm/api';
registerImport();
registerRequire();
const own = Object.keys(await import('./names.ts'));
const { default: byTsx } = await import('./loaded-by-tsx.ts');
console.log(`loaded before tsx: ${own}; loaded by tsx: ${await byTsx.keys()}`);
EOF

echo "node $(node --version), tsx $(node -p "require('tsx/package.json').version")"
seen=$(node loaded-before.mjs)
echo "$seen"
[ "$seen" = 'loaded before tsx: default; loaded by tsx: answer' ] || [ "$seen" = 'loaded before tsx: default; loaded by tsx: default,answer' ]
