let kept: typeof process.exitCode;

/** That of this process is the command's verdict; an actor may set one. Node lets nobody replace the property. */
export function keepExitCode(): void {
  kept = process.exitCode;
}

/** The exit code as it was before the slice. */
export function restoreExitCode(): void {
  process.exitCode = kept;
}
