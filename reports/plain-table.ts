import Table from 'cli-table3';

/** Columns and nothing between them but a blank. */
const PLAIN = {
  chars: {
    top: '',
    'top-mid': '',
    'top-left': '',
    'top-right': '',
    bottom: '',
    'bottom-mid': '',
    'bottom-left': '',
    'bottom-right': '',
    left: '',
    'left-mid': '',
    mid: '',
    'mid-mid': '',
    right: '',
    'right-mid': '',
    middle: ' ',
  },
  style: { 'padding-left': 0, 'padding-right': 1, head: [], border: [] },
};

/** A table without lines, nor the blanks that would fill its last column. `widths` in characters; longer cells wrap. */
export function plainTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  widths?: readonly number[],
): string {
  const wrapped = widths === undefined ? {} : { wordWrap: true, colWidths: [...widths] };
  const table = new Table({ ...PLAIN, head: [...head], ...wrapped });
  table.push(...rows.map((row) => [...row]));
  return table.toString().replace(/ +$/gm, '');
}
