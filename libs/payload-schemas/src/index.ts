export * from './api-key.schema.js';
export * from './list-query.schema.js';
export * from './replay.schema.js';
export * from './tenant.schema.js';
export * from './test-delivery.schema.js';
export * from './text.schema.js';
export * from './timestamp.schema.js';
export * from './webhook.schema.js';
