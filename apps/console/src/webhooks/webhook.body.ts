import type { FieldProblem } from '../api/api.types';
import { refusalOf } from '../api/refusal';
import { type DraftField, type DraftProblems, filtersOf, type WebhookDraft } from './webhook.draft';

/** As many as a batch has where nobody says. */
const BATCH_EVENTS = 20;

/** The body of the request: what was left empty is taken back to its default. */
export function bodyOf(draft: WebhookDraft, isNew: boolean): Record<string, unknown> {
  const headers = draft.headers.filter(({ name }) => name.trim() !== '').map(({ name, value }) => [name.trim(), value]);
  return {
    name: orNull(draft.name.trim()),
    description: orNull(draft.description.trim()),
    url: draft.url.trim(),
    dialect: draft.dialect,
    events: draft.events,
    filters: filtersOf(draft.filters),
    headers: Object.fromEntries(headers) as Record<string, string>,
    retryConfig: given({
      maxRetries: draft.maxRetries,
      retryDelay: draft.retryDelay,
      backoffStrategy: draft.backoffStrategy,
      timeout: draft.timeout,
    }),
    maxConcurrency: orNull(draft.maxConcurrency),
    rateLimit: orNull(draft.rateLimit),
    ordering: draft.isOrdered ? 'subject' : null,
    batch: draft.isBatched
      ? { maxEvents: draft.batchMaxEvents || BATCH_EVENTS, ...given({ maxWaitMs: draft.batchMaxWaitMs }) }
      : null,
    payload: draft.isThin ? 'thin' : null,
    redact: draft.redact.length === 0 ? null : draft.redact,
    ...tlsOf(draft),
    ...(isNew && { active: draft.isActive }),
    ...(draft.secret !== '' && { secret: draft.secret }),
  };
}

/** What is kept is not mentioned: its key is never told, and could not be sent back. */
function tlsOf({ tls, clientCertificate, clientKey, ca }: WebhookDraft): Record<string, unknown> {
  if (tls === 'kept') return {};
  return { tls: tls === 'public' ? null : given({ clientCertificate, clientKey, ca }) };
}

function orNull<T>(value: T | ''): T | null {
  return value === '' ? null : value;
}

function given(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
}

/** The form's fields by what the API calls them. */
const FIELDS: Readonly<Record<string, DraftField>> = {
  ...{ name: 'name', description: 'description', url: 'url', dialect: 'dialect', events: 'events', filters: 'filters' },
  ...{ headers: 'headers', secret: 'secret', active: 'isActive', maxConcurrency: 'maxConcurrency' },
  ...{ rateLimit: 'rateLimit', ordering: 'isOrdered', payload: 'isThin', redact: 'redact' },
  ...{ 'retryConfig.maxRetries': 'maxRetries', 'retryConfig.timeout': 'timeout' },
  ...{ 'retryConfig.retryDelay': 'retryDelay', 'retryConfig.backoffStrategy': 'backoffStrategy' },
  ...{ batch: 'isBatched', 'batch.maxEvents': 'batchMaxEvents', 'batch.maxWaitMs': 'batchMaxWaitMs' },
  ...{ tls: 'tls', 'tls.clientCertificate': 'clientCertificate', 'tls.clientKey': 'clientKey', 'tls.ca': 'ca' },
};

/** What the API said of each field of the form, and what it said of all else. */
export function problemsByField(given: readonly FieldProblem[]): {
  readonly fields: DraftProblems;
  readonly others: readonly string[];
} {
  const { problems, others } = refusalOf(given, Object.keys(FIELDS));
  const fields = Object.entries(problems).map(([name, text]) => [FIELDS[name], text]);
  return { fields: Object.fromEntries(fields) as DraftProblems, others };
}
