import type { ErrorForm } from '#http-api';
import type { ConfigurationDocument } from './configuration.document.js';
import type { HealthForm } from './health/health.facts.js';

/** What a product's page documents beside its requests, in forms of its own. What it leaves out is answered natively. */
export interface ProductFacade {
  readonly document?: ConfigurationDocument;
  readonly health?: HealthForm;
  /** Of the product's own paths. */
  readonly errors?: ErrorForm;
}
