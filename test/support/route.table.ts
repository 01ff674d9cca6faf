import type { ApiKeyRole as Role } from '#domain';

/** What there is in the tenant whose routes are called: ids, and names where those identify. */
export interface RouteObjects {
  readonly webhook: string;
  readonly medilab: string;
  readonly odontology: string;
  readonly delivery: string;
  readonly event: string;
  readonly key: string;
  readonly eventType: string;
  readonly tenant: string;
  readonly dataKey: string;
  /** Differs from call to call. */
  readonly unique: string;
}

/** One route: who may call it, and how it answers them. */
export interface RouteRow {
  /** Method and path, as the app lists it. */
  readonly route: string;
  /** Who is let in besides operators, who are wherever admins are; nobody needs a key where it is `everybody`. */
  readonly roles: readonly Role[] | 'everybody';
  /** How it answers those. */
  readonly answers: number;
  readonly body?: (objects: RouteObjects) => unknown;
  /** What `:id` and its like stand for; what is named here does not exist for another tenant, whom the answer is 404. */
  readonly object?: keyof RouteObjects;
  /** What the path's first parameter stands for, where the object is the second. */
  readonly within?: keyof RouteObjects;
  /** The body names the object, the path does not. */
  readonly isInBody?: boolean;
  /** The call uses the object up: each call gets a new one. */
  readonly usesUp?: boolean;
  /** It shows what the caller asked for before, whether there was such a thing or not. */
  readonly tellsWhatWasAsked?: boolean;
  /** The answer never ends: no more than its head is looked at. */
  readonly isStream?: boolean;
  /** Where no key is needed to know that it is refused: OdontologyApp's page has one status for every wrong key. */
  readonly refuses?: { readonly unknown: number };
}

const ALL: readonly Role[] = ['admin', 'viewer', 'producer'];
const READERS: readonly Role[] = ['admin', 'viewer'];
const PUBLISHERS: readonly Role[] = ['admin', 'producer'];
const ADMINS: readonly Role[] = ['admin'];

const open = (route: string): RouteRow => ({ route, roles: 'everybody', answers: 200 });
const HEALTH = ['GET /health/live', 'GET /health/ready', 'GET /metrics'].map(open);
const sound = () => ({ url: 'https://receiver.example.org/hooks', events: ['patient.created'] });
const PAST = '2026-01-01T00:00:00Z';

const WEBHOOKS: readonly RouteRow[] = [
  { route: 'POST /v1/webhooks', roles: ADMINS, answers: 201, body: sound },
  { route: 'GET /v1/webhooks', roles: READERS, answers: 200 },
  { route: 'GET /v1/webhooks/:id', roles: READERS, answers: 200, object: 'webhook' },
  { route: 'PUT /v1/webhooks/:id', roles: ADMINS, answers: 200, object: 'webhook', body: () => ({}) },
  { route: 'PATCH /v1/webhooks/:id', roles: ADMINS, answers: 200, object: 'webhook', body: () => ({}) },
  { route: 'DELETE /v1/webhooks/:id', roles: ADMINS, answers: 204, object: 'webhook', usesUp: true },
  { route: 'POST /v1/webhooks/:id/activate', roles: ADMINS, answers: 200, object: 'webhook' },
  { route: 'POST /v1/webhooks/:id/deactivate', roles: ADMINS, answers: 200, object: 'webhook', usesUp: true },
  { route: 'POST /v1/webhooks/:id/rotate-secret', roles: ADMINS, answers: 200, object: 'webhook' },
  { route: 'POST /v1/webhooks/:id/test', roles: ADMINS, answers: 200, object: 'webhook' },
  {
    ...{ route: 'POST /v1/webhooks/:id/test/batch', roles: ADMINS, answers: 200, object: 'webhook' },
    body: () => [{ event: 'patient.created', data: {} }],
  },
  {
    ...{ route: 'POST /v1/webhooks/:id/replay', roles: ADMINS, answers: 200, object: 'webhook' },
    body: () => ({ from: PAST, dryRun: true }),
  },
  {
    ...{ route: 'POST /v1/webhooks/:id/recover', roles: ADMINS, answers: 200, object: 'webhook' },
    body: () => ({ since: PAST, dryRun: true }),
  },
  { route: 'GET /v1/webhooks/:id/stats', roles: READERS, answers: 200, object: 'webhook' },
  { route: 'GET /v1/webhooks/:id/deliveries', roles: READERS, answers: 200, object: 'webhook' },
];

const TRAFFIC: readonly RouteRow[] = [
  { route: 'GET /v1/live', roles: READERS, answers: 200, isStream: true },
  { route: 'GET /v1/stats', roles: READERS, answers: 200 },
  { route: 'GET /v1/alerts', roles: READERS, answers: 200 },
  { route: 'GET /v1/alerts/:id', roles: READERS, answers: 404 },
  { route: 'POST /v1/alerts/:id/acknowledge', roles: ADMINS, answers: 404 },
  { route: 'GET /v1/audit-log', roles: ADMINS, answers: 200, tellsWhatWasAsked: true },
  { route: 'GET /v1/audit-log/verify', roles: ADMINS, answers: 200 },
  { route: 'GET /v1/deliveries', roles: READERS, answers: 200 },
  { route: 'GET /v1/deliveries/:id', roles: READERS, answers: 200, object: 'delivery' },
  { route: 'GET /v1/deliveries/:id/attempts', roles: READERS, answers: 200, object: 'delivery' },
  // It was delivered.
  { route: 'POST /v1/deliveries/:id/retry', roles: ADMINS, answers: 409, object: 'delivery' },
  { route: 'POST /v1/deliveries/:id/cancel', roles: ADMINS, answers: 409, object: 'delivery' },
  { route: 'POST /v1/deliveries/:id/replay', roles: ADMINS, answers: 201, object: 'delivery' },
  { route: 'POST /v1/deliveries/retry', roles: ADMINS, answers: 200, body: () => ({ dryRun: true }) },
  {
    ...{ route: 'POST /v1/deliveries/cancel', roles: ADMINS, answers: 200, tellsWhatWasAsked: true },
    body: ({ delivery }) => ({ ids: [delivery] }),
  },
  { route: 'GET /v1/events', roles: READERS, answers: 200 },
  { route: 'GET /v1/events/rejected', roles: READERS, answers: 200 },
  { route: 'GET /v1/events/:id', roles: READERS, answers: 200, object: 'event' },
  {
    ...{ route: 'POST /v1/filters/explain', roles: READERS, answers: 200, object: 'webhook', isInBody: true },
    body: ({ webhook }) => ({ webhookId: webhook, event: { type: 'patient.created', data: {} } }),
  },
  { route: 'POST /v1/erasures', roles: ADMINS, answers: 202, body: () => ({ subject: 'nobody' }) },
  { route: 'GET /v1/erasures', roles: ADMINS, answers: 200 },
  { route: 'GET /v1/erasures/:id', roles: ADMINS, answers: 404 },
  { route: 'GET /v1/event-types', roles: ALL, answers: 200 },
  { route: 'GET /v1/event-types/:type', roles: ALL, answers: 200, object: 'eventType' },
  { route: 'GET /v1/event-types/:type/sample', roles: ALL, answers: 200, object: 'eventType' },
  {
    ...{ route: 'POST /v1/event-types', roles: ADMINS, answers: 201 },
    body: ({ unique }) => ({ type: `made.${unique}`, schema: {} }),
  },
  { route: 'DELETE /v1/event-types/:type', roles: ADMINS, answers: 204, object: 'eventType', usesUp: true },
];

const TENANTS_AND_KEYS: readonly RouteRow[] = [
  { route: 'GET /v1/me', roles: ALL, answers: 200 },
  {
    ...{ route: 'POST /v1/api-keys', roles: ADMINS, answers: 201 },
    body: () => ({ name: 'Made', role: 'viewer' }),
  },
  { route: 'GET /v1/api-keys', roles: ADMINS, answers: 200 },
  { route: 'GET /v1/api-keys/:id', roles: ADMINS, answers: 200, object: 'key' },
  { route: 'POST /v1/api-keys/:id/rotate', roles: ADMINS, answers: 201, object: 'key' },
  { route: 'DELETE /v1/api-keys/:id', roles: ADMINS, answers: 204, object: 'key', usesUp: true },
  { route: 'POST /v1/tenants', roles: ['operator'], answers: 201, body: ({ unique }) => ({ name: `made ${unique}` }) },
  { route: 'GET /v1/tenants', roles: ['operator'], answers: 200 },
  { route: 'GET /v1/tenants/:id', roles: READERS, answers: 200, object: 'tenant' },
  { route: 'PATCH /v1/tenants/:id', roles: ADMINS, answers: 200, object: 'tenant', body: () => ({}) },
  { route: 'GET /v1/tenants/:id/data-keys', roles: READERS, answers: 200, object: 'tenant' },
  { route: 'POST /v1/tenants/:id/data-keys', roles: ADMINS, answers: 201, object: 'tenant' },
  {
    ...{ route: 'DELETE /v1/tenants/:id/data-keys/:keyId', roles: ADMINS, answers: 204, usesUp: true },
    ...{ within: 'tenant', object: 'dataKey', body: () => ({ confirm: 'erase' }) },
  },
];

const FACADES: readonly RouteRow[] = [
  { route: 'GET /v1/dialects', roles: ALL, answers: 200 },
  { route: 'GET /v1/dialects/:dialect', roles: ALL, answers: 200 },
  { route: 'GET /v1/dialects/:dialect/health', roles: ALL, answers: 200 },
  { route: 'POST /v1/dialects/:dialect/webhooks', roles: ADMINS, answers: 201, body: sound },
  { route: 'GET /webhooks/health', roles: ALL, answers: 200 },
  { route: 'GET /api/webhooks', roles: ADMINS, answers: 200, refuses: { unknown: 403 } },
  {
    ...{ route: 'POST /api/webhooks', roles: ADMINS, answers: 200, refuses: { unknown: 403 } },
    body: () => ({ ...sound(), name: 'Made' }),
  },
  {
    ...{ route: 'DELETE /api/webhooks', roles: ADMINS, answers: 200, refuses: { unknown: 403 } },
    ...{ object: 'odontology', isInBody: true, usesUp: true },
    body: ({ odontology }) => ({ id: odontology }),
  },
  {
    ...{ route: 'POST /api/v1/webhooks', roles: ADMINS, answers: 201 },
    body: () => ({ ...sound(), name: 'Made' }),
  },
  { route: 'GET /api/v1/webhooks', roles: READERS, answers: 200 },
  { route: 'GET /api/v1/webhooks/:id', roles: READERS, answers: 200, object: 'medilab' },
  { route: 'PUT /api/v1/webhooks/:id', roles: ADMINS, answers: 200, object: 'medilab', body: () => ({}) },
  { route: 'DELETE /api/v1/webhooks/:id', roles: ADMINS, answers: 204, object: 'medilab', usesUp: true },
  { route: 'POST /api/v1/webhooks/:id/activate', roles: ADMINS, answers: 200, object: 'medilab' },
  { route: 'POST /api/v1/webhooks/:id/deactivate', roles: ADMINS, answers: 200, object: 'medilab' },
  { route: 'POST /api/v1/webhooks/:id/test', roles: ADMINS, answers: 200, object: 'medilab' },
  { route: 'GET /api/v1/webhooks/:id/stats', roles: READERS, answers: 200, object: 'medilab' },
  { route: 'GET /api/v1/webhooks/:id/calls', roles: READERS, answers: 200, object: 'medilab' },
  { route: 'GET /api/v1/webhooks/system/stats', roles: READERS, answers: 200 },
  {
    ...{ route: 'POST /api/v1/webhooks/events/trigger', roles: PUBLISHERS, answers: 202 },
    body: () => ({ event_type: 'nobody.cares', event_data: {} }),
  },
];

const DOCS = [
  'GET /openapi.json',
  'GET /docs',
  'GET /docs/start.js',
  'GET /docs/swagger-ui-bundle.js',
  'GET /docs/swagger-ui.css',
].map(open);
const CONSOLE = ['GET /', 'GET /console/*'].map(open);

/** Every route of every app that has an API. */
export const ROUTES: Readonly<Record<'subscription-api' | 'event-ingest', readonly RouteRow[]>> = {
  'subscription-api': [...HEALTH, ...CONSOLE, ...DOCS, ...WEBHOOKS, ...TRAFFIC, ...TENANTS_AND_KEYS, ...FACADES],
  'event-ingest': [
    ...HEALTH,
    {
      ...{ route: 'POST /v1/events', roles: PUBLISHERS, answers: 202 },
      body: () => ({ type: 'nobody.cares', data: {} }),
    },
  ],
};
