/** What a shell passes on as it is. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/** The command that gives a replay file again, to be pasted into a shell whatever the file is called. */
export function replayCommand(file: string | undefined): string {
  return `replay: npx raceline replay ${quoted(file ?? '')}`;
}

function quoted(text: string): string {
  return text === '' || PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
