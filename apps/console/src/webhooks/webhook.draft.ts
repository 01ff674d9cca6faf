import type { RetryConfig, Webhook, WebhookSettings } from '../api/api.types';

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
  readonly isActive: boolean;
  readonly maxRetries: number | '';
  readonly retryDelay: number | '';
  readonly backoffStrategy: NonNullable<RetryConfig['backoffStrategy']> | '';
  readonly timeout: number | '';
  readonly maxConcurrency: number | '';
  readonly rateLimit: number | '';
  readonly isOrdered: boolean;
  readonly isBatched: boolean;
  readonly batchMaxEvents: number | '';
  readonly batchMaxWaitMs: number | '';
  readonly isThin: boolean;
  readonly redact: readonly string[];
  readonly tls: TlsChoice;
  /** PEM, as far as `tls` is `own`. */
  readonly clientCertificate: string;
  readonly clientKey: string;
  readonly ca: string;
}

/** Public authorities and no certificate; those that were typed; those that the webhook has. */
export type TlsChoice = 'public' | 'own' | 'kept';

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

const NO_CERTIFICATES = { clientCertificate: '', clientKey: '', ca: '' };

export function emptyDraft(dialect: string, events: readonly string[]): WebhookDraft {
  return {
    ...{ name: '', description: '', url: '', dialect, events, filters: '', headers: [], secret: '', isActive: true },
    ...{ maxRetries: '', retryDelay: '', backoffStrategy: '', timeout: '', maxConcurrency: '', rateLimit: '' },
    ...{ isOrdered: false, isBatched: false, batchMaxEvents: '', batchMaxWaitMs: '', isThin: false, redact: [] },
    ...{ tls: 'public', ...NO_CERTIFICATES },
  };
}

export function draftOf(webhook: Webhook): WebhookDraft {
  const { name, description, url, dialect, events, filters, retryConfig, batch } = webhook;
  return {
    ...{ name, description: description ?? '', url, dialect, events, secret: '', isActive: webhook.active },
    filters: filters === null ? '' : JSON.stringify(filters, null, 2),
    headers: Object.entries(webhook.headers).map(([header, value], id) => ({ id, name: header, value })),
    maxRetries: retryConfig.maxRetries ?? '',
    retryDelay: retryConfig.retryDelay ?? '',
    backoffStrategy: retryConfig.backoffStrategy ?? '',
    timeout: retryConfig.timeout ?? '',
    maxConcurrency: webhook.maxConcurrency,
    rateLimit: webhook.rateLimit ?? '',
    isOrdered: webhook.ordering === 'subject',
    isBatched: batch !== null,
    batchMaxEvents: batch?.maxEvents ?? '',
    batchMaxWaitMs: batch?.maxWaitMs ?? '',
    isThin: webhook.payload === 'thin',
    redact: webhook.redact ?? [],
    tls: webhook.tls === null ? 'public' : 'kept',
    ...NO_CERTIFICATES,
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
