export function installIdentitySeam(): void {}
