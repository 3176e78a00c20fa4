export function installTimerSeam(): void {}
