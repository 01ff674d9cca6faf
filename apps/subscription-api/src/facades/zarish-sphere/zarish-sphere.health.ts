import type { HealthForm } from '../health/health.facts.js';

/** What `handleHealthCheck` of ZARISH SPHERE's Express server answers. */
export const zarishSphereHealth: HealthForm = async ({ nowMs, countActiveWebhooks }) => ({
  status: 'healthy',
  timestamp: new Date(nowMs).toISOString(),
  webhooks: await countActiveWebhooks(),
});
