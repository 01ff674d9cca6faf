import type { HealthForm } from '../health/health.facts.js';

/** The page's own, where no active webhook has another. */
const DEFAULT_ENDPOINT = '/webhooks/c4hxp';

/** What C4HXP's "Health Endpoint" answers. Its day is that of UTC. */
export const c4hxpHealth: HealthForm = async ({ nowMs, newestActiveUrl, confirmations }) => {
  const [url, { count, lastAt }] = await Promise.all([
    newestActiveUrl(),
    confirmations(new Date(nowMs).setUTCHours(0, 0, 0, 0)),
  ]);
  return {
    status: 'healthy',
    webhook_endpoint: url === undefined ? DEFAULT_ENDPOINT : new URL(url).pathname,
    last_webhook_received: lastAt?.toISOString() ?? null,
    processed_count_today: count,
  };
};
