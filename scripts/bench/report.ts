/** A measured figure with its bound, or without one: then it is printed for information. */
export interface Figure {
  readonly name: string;
  readonly measured: number;
  readonly unit: string;
  readonly target?: { readonly kind: 'at most' | 'at least'; readonly value: number };
}

export function atMost(value: number): NonNullable<Figure['target']> {
  return { kind: 'at most', value };
}

export function atLeast(value: number): NonNullable<Figure['target']> {
  return { kind: 'at least', value };
}

export function isMissed({ measured, target }: Figure): boolean {
  if (target === undefined) return false;
  // NaN, a figure that could not be measured, is a miss too.
  return target.kind === 'at most' ? !(measured <= target.value) : !(measured >= target.value);
}

/** A table of figures, one a line. */
export function formatFigures(figures: readonly Figure[]): string {
  const rows = [
    ['figure', 'measured', 'target', ''],
    ...figures.map((figure) => [
      figure.name,
      `${figure.measured.toFixed(2)} ${figure.unit}`,
      figure.target === undefined ? '' : `${figure.target.kind} ${figure.target.value} ${figure.unit}`,
      figure.target === undefined ? '' : isMissed(figure) ? 'MISSED' : 'ok',
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
