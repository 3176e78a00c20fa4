#!/usr/bin/env bash
# An import that failed because no loader knew TypeScript fails again once one does, or does not: it depends on Node's version.
#
# Guess: after `import('./importer.mjs')` has failed on what it imports, and tsx was registered, the same import succeeds; or it fails in
# every version of Node, since modules are kept by URL.
# Seen (tsx 4.23.15, Linux): Node 20.20.2 remembers each failure for good, that of the .tsx file and that of the module that imports it; and
# since the file is remembered, the importer fails by another URL too. Node 22.23.5 has forgotten the file and remembers the
# importer, which loads by another URL. Node 24.22.3 and 26.12.1 have forgotten both. `./y.js`, which is y.ts on disk and was never
# there to be remembered, loads by way of another URL in all of them. So who tries without a loader first cannot mend that in the same
# thread: Raceline begins another one. (Printed below; fails if that changes.)
#
# Sources: https://nodejs.org/docs/latest-v20.x/api/module.html#moduleregisterspecifier-parenturl-options, https://tsx.is/dev-api/register-api
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund tsx@4.23.15 >/dev/null

echo 'export const x: number = 1;' >x.tsx
echo 'export const y: number = 2;' >y.ts
echo "export { x } from './x.tsx';" >importer.mjs
echo "export { y } from './y.js';" >other.mjs
cat >main.mjs <<'EOF'
const how = async (url) => {
  try {
    return `exports ${Object.keys(await import(url)).filter((name) => /^[xy]$/.test(name))}`;
  } catch (error) {
    return error.code;
  }
};
const look = async (when, urls) => {
  for (const url of urls) console.log(`${when} ${url}: ${await how(url)}`);
};
await look('before', ['./x.tsx', './importer.mjs', './other.mjs']);
const { register } = await import('tsx/esm/api');
register();
await look('after', ['./x.tsx', './importer.mjs', './other.mjs', './importer.mjs?again', './other.mjs?again', './importer.mjs']);
EOF

echo "node $(node --version)"
seen=$(node main.mjs)
echo "$seen"
NO='ERR_UNKNOWN_FILE_EXTENSION' MISSING='ERR_MODULE_NOT_FOUND' X='exports x' Y='exports y'
case $(node -p 'process.versions.node.split(".")[0]') in
20) after=("$NO" "$NO" "$MISSING" "$NO") ;;
22) after=("$X" "$NO" "$MISSING" "$X") ;;
*) after=("$X" "$X" "$Y" "$X") ;;
esac
[ "$seen" = "before ./x.tsx: $NO
before ./importer.mjs: $NO
before ./other.mjs: $MISSING
after ./x.tsx: ${after[0]}
after ./importer.mjs: ${after[1]}
after ./other.mjs: ${after[2]}
after ./importer.mjs?again: ${after[3]}
after ./other.mjs?again: $Y
after ./importer.mjs: ${after[1]}" ]
