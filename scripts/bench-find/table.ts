/** `12.3`, or `>1000 (17/20)` when some seeds found nothing. */
export function formatCell(found: readonly (number | null)[], executionsMax: number): string {
  const hits = found.filter((executions) => executions !== null);
  if (hits.length < found.length) return `>${executionsMax} (${hits.length}/${found.length})`;
  return (hits.reduce((sum, executions) => sum + executions, 0) / hits.length).toFixed(1);
}

/** Columns as wide as their widest cell, numbers to the right. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
