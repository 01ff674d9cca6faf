export { ApiErrorFilter } from './api-error.filter.js';
export { BodyLimit } from './body-limit.js';
export type { ErrorForm } from './error.form.js';
export { HealthModule } from './health.module.js';
export { createHttpApp, type HttpAppOptions, serve } from './http-app.js';
export { RateLimiter } from './rate.limiter.js';
export {
  type AuthenticatedRequest,
  authenticate,
  CALLER_LOOKUP,
  type CallerLookup,
  CurrentCaller,
  type KnownKey,
  Public,
  Roles,
  RolesGuard,
} from './roles.guard.js';
export { validationError } from './validation-error.js';
