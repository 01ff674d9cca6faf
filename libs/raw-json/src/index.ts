export * from './canonical-json.js';
export * from './cloud-event-data.js';
export * from './data-as-json.js';
export * from './invalid-json.error.js';
export * from './json-redaction.js';
export * from './json-span.error.js';
export * from './json-spans.js';
export * from './parse-json.js';
