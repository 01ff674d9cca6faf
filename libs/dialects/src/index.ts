export { ALERT_EVENTS_CATALOGUE, ALERT_EVENTS_ORIGIN } from './alert-events.catalogue.js';
export type { DataSchema } from './data-schema.js';
export type * from './dialect.js';
export * from './payload.form.js';
export * from './registry.js';
export * from './retention.needed.js';
export { type SampleEvent, type SampleRequest, sampleDelivery, sampleRequest } from './sample.request.js';
export { SigningSecretMissing } from './signing-secret.js';
