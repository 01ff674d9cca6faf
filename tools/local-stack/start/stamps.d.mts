export function installReason(root: string): string | undefined;
export function sourcesHash(root: string): string;
