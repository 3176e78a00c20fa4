export function installFileSeam(): void {}
