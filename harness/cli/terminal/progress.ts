/** Real ms of silence before the line first shows, and between two updates of it. */
const FIRST_MS = 1_000;
const EVERY_MS = 200;

/** One line on standard error that is rewritten as work goes on; nothing when that is not a terminal. */
export class Progress {
  private readonly began = performance.now();
  private shownAt = 0;
  private isShown = false;

  update(text: () => string): void {
    const now = performance.now();
    if (!process.stderr.isTTY || now - this.began < FIRST_MS || now - this.shownAt < EVERY_MS) return;
    this.shownAt = now;
    this.isShown = true;
    const width = Math.max(20, (process.stderr.columns ?? 80) - 1);
    process.stderr.write(`\r${text().slice(0, width).padEnd(width)}`);
  }

  /** Takes the line away. */
  end(): void {
    if (this.isShown) process.stderr.write(`\r${' '.repeat(Math.max(20, (process.stderr.columns ?? 80) - 1))}\r`);
    this.isShown = false;
  }
}
