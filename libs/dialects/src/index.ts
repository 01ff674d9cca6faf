export type * from './dialect.js';
export * from './registry.js';
export { SigningSecretMissing } from './signing-secret.js';
