export * from './data.seal.js';
export * from './hmac.scheme.js';
export * from './master-key.js';
export * from './secret.sealer.js';
export * from './standard-webhooks.secret.js';
