export * from './health.js';
export * from './logger.js';
export * from './metrics.js';
export * from './telemetry.module.js';
export * from './tracing.js';
export * from './within.js';
