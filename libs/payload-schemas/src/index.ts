export * from './api-key.schema.js';
export { dataSchemaProblems, SCHEMA_LIMITS } from './data-schema.rules.js';
export { DataSchemaUnusable, type DataValidator, dataValidator } from './data-schema.validator.js';
export * from './event-type.schema.js';
export * from './list-query.schema.js';
export * from './tenant.schema.js';
export * from './test-delivery.schema.js';
export * from './webhook.schema.js';
