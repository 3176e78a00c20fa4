#!/usr/bin/env bash
# fs.copyFile that fails halfway removes the target, also one that was there before the call, and even one that another name links to.
#
# Guess: a copy that cannot be made leaves the target as it was (EISDIR: nothing was written), or at worst a torn one.
# Seen (Linux; Node 20.20.2, 22.23.5, 24.22.3, 26.12.1 alike): copying a directory onto a file rejects with EISDIR, and the file is gone. The
# target is opened before the first byte is read, and whatever goes wrong after that ends with an unlink by name: where the target is a
# symbolic link the link goes and the file stays; of two hard links the other one stays. COPYFILE_EXCL saves the target (EEXIST comes
# first), COPYFILE_FICLONE does not. fs-extra 11.4.1 looks at the kinds first and keeps it. So "copy over it, and on an error the old
# one is still there" is wrong: a configuration file that is restored from a backup path which happens to be a directory, or onto a full
# disk, is lost. (Printed below; fails if that changes.)
#
# Sources: https://nodejs.org/docs/latest-v24.x/api/fs.html#fscopyfilesrc-dest-mode-callback (which says that an attempt is made to remove
# the destination), https://docs.libuv.org/en/v1.x/fs.html#c.uv_fs_copyfile
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund fs-extra@11.4.1 >/dev/null

cat >main.mjs <<'EOF'
import fs from 'node:fs';
import extra from 'fs-extra';

const { COPYFILE_EXCL, COPYFILE_FICLONE } = fs.constants;
fs.mkdirSync('directory');
const tell = async (what, copy) => {
  for (const name of ['target', 'second', 'link']) fs.rmSync(name, { force: true });
  fs.writeFileSync('target', 'precious');
  fs.linkSync('target', 'second');
  fs.symlinkSync('target', 'link');
  const code = await copy().then(() => 'none', (error) => error.code ?? error.message.replace(/'.*'/, 'it'));
  const left = ['target', 'second', 'link'].filter((name) => fs.lstatSync(name, { throwIfNoEntry: false }));
  console.log(`${what}: ${code}, left: ${left.join(' ')}`);
};
await tell('directory onto a file', () => fs.promises.copyFile('directory', 'target'));
await tell('directory onto a link', () => fs.promises.copyFile('directory', 'link'));
await tell('with COPYFILE_EXCL', () => fs.promises.copyFile('directory', 'target', COPYFILE_EXCL));
await tell('with COPYFILE_FICLONE', () => fs.promises.copyFile('directory', 'target', COPYFILE_FICLONE));
await tell('fs-extra copy', () => extra.copy('directory', 'target'));
EOF

echo "node $(node --version)"
seen=$(node main.mjs)
echo "$seen"
[ "$seen" = 'directory onto a file: EISDIR, left: second link
directory onto a link: EISDIR, left: target second
with COPYFILE_EXCL: EEXIST, left: target second link
with COPYFILE_FICLONE: EISDIR, left: second link
fs-extra copy: Cannot overwrite non-directory it., left: target second link' ]
