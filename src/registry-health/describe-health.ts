import type { RegistryHealth, RegistryIssue } from './check-registry-file.ts';

/** One line for a log or a terminal. */
export function describeHealth({ path, entries, version, issues }: RegistryHealth): string {
  if (issues.length > 0) return `${path}: ${issues.map(describeIssue).join('; ')}`;
  const versioned = version === null ? '' : `, version ${version}`;
  return `${path}: healthy, ${entries} ${entries === 1 ? 'entry' : 'entries'}${versioned}`;
}

function describeIssue(issue: RegistryIssue): string {
  switch (issue.kind) {
    case 'missing':
      return 'missing';
    case 'unreadable':
      return `unreadable (${issue.message})`;
    case 'not-utf8':
      return 'corrupted, not UTF-8';
    case 'not-json':
      return `corrupted, not JSON (${issue.message})`;
    case 'no-entries':
      return 'no list of models, providers, tools or sessions in it, and no map of entries';
    case 'nameless':
      return `${issue.count} ${issue.count === 1 ? 'entry has' : 'entries have'} neither id nor name`;
    case 'not-text':
      return `ids and names that are no text: ${issue.values.join(', ')}`;
    case 'duplicates':
      return `duplicates: ${issue.names.join(', ')}`;
    case 'count':
      return `expected ${issue.expected} entries, found ${issue.found}`;
  }
}
