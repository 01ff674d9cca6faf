import type { FieldProblem, Webhook, WebhookSettings } from '../api/api.types';

/** What stands in the form, as it was typed. */
export interface WebhookDraft {
  readonly name: string;
  readonly description: string;
  readonly url: string;
  readonly dialect: string;
  readonly events: readonly string[];
  /** JSON, or nothing. */
  readonly filters: string;
  readonly headers: readonly HeaderDraft[];
  readonly secret: string;
  readonly maxRetries: number | '';
  readonly timeout: number | '';
  readonly maxConcurrency: number | '';
  readonly rateLimit: number | '';
  readonly isOrdered: boolean;
}

export interface HeaderDraft {
  /** Tells the rows of the form apart. */
  readonly id: number;
  readonly name: string;
  readonly value: string;
}

export type DraftField = keyof WebhookDraft;
export type DraftProblems = Readonly<Partial<Record<DraftField, string>>>;

/** What each part of the form gets. */
export interface FieldProps {
  readonly draft: WebhookDraft;
  readonly problems: DraftProblems;
  readonly set: <Field extends keyof WebhookDraft>(field: Field, value: WebhookDraft[Field]) => void;
}

export function emptyDraft(dialect: string, events: readonly string[]): WebhookDraft {
  return {
    ...{ name: '', description: '', url: '', dialect, events, filters: '', headers: [], secret: '' },
    ...{ maxRetries: '', timeout: '', maxConcurrency: '', rateLimit: '', isOrdered: false },
  };
}

export function draftOf(webhook: Webhook): WebhookDraft {
  const { name, description, url, dialect, events, filters, retryConfig } = webhook;
  return {
    ...{ name, description: description ?? '', url, dialect, events, secret: '' },
    filters: filters === null ? '' : JSON.stringify(filters, null, 2),
    headers: Object.entries(webhook.headers).map(([header, value], id) => ({ id, name: header, value })),
    maxRetries: retryConfig.maxRetries ?? '',
    timeout: retryConfig.timeout ?? '',
    maxConcurrency: webhook.maxConcurrency,
    rateLimit: webhook.rateLimit ?? '',
    isOrdered: webhook.ordering === 'subject',
  };
}

/** The filters that were typed: none where nothing was. `undefined` where it is no JSON object. */
export function filtersOf(text: string): WebhookSettings['filters'] | undefined {
  if (text.trim() === '') return null;
  try {
    const parsed: unknown = JSON.parse(text);
    const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    return isObject ? (parsed as WebhookSettings['filters']) : undefined;
  } catch {
    return undefined;
  }
}

/** The body of the request. `before` is the webhook that is changed: what the form does not show of it stays. */
export function bodyOf(draft: WebhookDraft, before: Webhook | undefined): Record<string, unknown> {
  const orNull = <T>(value: T | '') => (value === '' ? null : value);
  const { maxRetries: _, timeout: __, ...otherRetry } = before?.retryConfig ?? {};
  const retryConfig = {
    ...otherRetry,
    ...(draft.maxRetries !== '' && { maxRetries: draft.maxRetries }),
    ...(draft.timeout !== '' && { timeout: draft.timeout }),
  };
  const headers = draft.headers.filter(({ name }) => name.trim() !== '').map(({ name, value }) => [name.trim(), value]);
  return {
    name: orNull(draft.name.trim()),
    description: orNull(draft.description.trim()),
    url: draft.url.trim(),
    dialect: draft.dialect,
    events: draft.events,
    filters: filtersOf(draft.filters),
    headers: Object.fromEntries(headers) as Record<string, string>,
    retryConfig,
    maxConcurrency: orNull(draft.maxConcurrency),
    rateLimit: orNull(draft.rateLimit),
    ordering: draft.isOrdered ? 'subject' : null,
    ...(draft.secret !== '' && { secret: draft.secret }),
  };
}

const FIELDS: Readonly<Record<string, DraftField>> = {
  ...{ name: 'name', description: 'description', url: 'url', dialect: 'dialect', events: 'events', filters: 'filters' },
  ...{ headers: 'headers', secret: 'secret', maxConcurrency: 'maxConcurrency', rateLimit: 'rateLimit' },
  ...{ 'retryConfig.maxRetries': 'maxRetries', 'retryConfig.timeout': 'timeout', ordering: 'isOrdered' },
};

/** What the API said of each field of the form, and what it said of all else. */
export function problemsByField(problems: readonly FieldProblem[]): {
  readonly fields: DraftProblems;
  readonly others: readonly string[];
} {
  const fields: Partial<Record<DraftField, string>> = {};
  const others: string[] = [];
  for (const { field, reason } of problems) {
    const [head = '', next] = field.split('.');
    const known = FIELDS[`${head}.${next}`] ?? FIELDS[head];
    if (!known) others.push(`${field}: ${reason}`);
    else {
      const text = field === head || known !== FIELDS[head] ? reason : `${field.slice(head.length + 1)}: ${reason}`;
      fields[known] = fields[known] ? `${fields[known]}; ${text}` : text;
    }
  }
  return { fields, others };
}
