import { STRATEGIES } from '../harness/strategies/catalogue.ts';
import type { StrategyDefinition } from '../harness/strategies/strategy-definition.ts';

const HEAD = ['`--strategy`', 'which schedules', 'and how'];

/** The README's table of strategies: what the catalogue says of each. */
export function strategyTable(): string {
  const rows = STRATEGIES.map((strategy) => [nameOf(strategy), strategy.says, factsOf(strategy)]);
  const widths = HEAD.map((_, column) => Math.max(...[HEAD, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(HEAD), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** The README with the table as it is now in place of the one that it has. */
export function withStrategyTable(readme: string): string {
  return readme.replace(/^\| `--strategy`.*(?:\n\|.*)*/m, () => strategyTable());
}

function nameOf({ name, options }: StrategyDefinition): string {
  return [`\`${name}\``, ...options.map((option) => `\`--${option}\``)].join(' ');
}

function factsOf({ facts, guarantee }: StrategyDefinition): string {
  const { enumerates, learns, reduces } = facts;
  if (enumerates) return reduces ? 'one of each trace, to the last' : 'each one, to the last';
  if (guarantee !== undefined) return 'draws, with a bound on what it misses';
  return learns ? 'draws, and learns from what it saw' : 'draws';
}
