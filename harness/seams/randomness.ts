export function installRandomnessSeam(): void {}
