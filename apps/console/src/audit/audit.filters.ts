/** As the page's address holds them; empty for all. */
export interface AuditFilters {
  readonly action: string;
  /** The id of an API key. */
  readonly actor: string;
  readonly from: string;
  readonly to: string;
}
export const AUDIT_FILTERS = ['action', 'actor', 'from', 'to'] as const satisfies readonly (keyof AuditFilters)[];

/** What is written into the log, of which a filter names one or all of a kind. */
export const AUDIT_ACTIONS = [
  ...['alert.acknowledge', 'api-key.create', 'api-key.revoke', 'api-key.rotate', 'audit-log.read', 'data-key.create'],
  ...['data-key.drop', 'delivery.cancel', 'delivery.read-attempts', 'delivery.replay', 'delivery.retry'],
  ...['delivery.retry-many', 'erasure.create', 'event-type.create', 'event-type.delete', 'event.list'],
  ...['event.list-rejected', 'event.read'],
  ...['filter.explain', 'tenant.create', 'tenant.update', 'webhook.activate', 'webhook.create', 'webhook.deactivate'],
  ...['webhook.delete', 'webhook.read-calls', 'webhook.recover', 'webhook.replay', 'webhook.rotate-secret'],
  ...['webhook.test', 'webhook.update'],
];

/** Each kind (`webhook.*`) before what is of it. */
export function actionChoices(): string[] {
  const kinds = AUDIT_ACTIONS.map((action) => `${action.slice(0, action.indexOf('.'))}.*`);
  return [...new Set(AUDIT_ACTIONS.flatMap((action, index) => [kinds[index] ?? '', action]))];
}
