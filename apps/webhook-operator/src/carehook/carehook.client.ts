import type { FieldProblem } from '#domain';
import { CarehookRefused, CarehookUnreachable } from './carehook.errors.js';

interface ShownCertificate {
  readonly fingerprint256: string;
}

/** A webhook as the API shows it: what the operator looks at by name, and the other fields. */
export interface PresentWebhook extends Readonly<Record<string, unknown>> {
  readonly id: string;
  readonly description: string | null;
  readonly active: boolean;
  /** Why Carehook itself disabled it; null where it did not. */
  readonly disabledReason: string | null;
  readonly dialect: string;
  /** The last characters of the secret that signs. */
  readonly secretHint: string | null;
  readonly tls: {
    readonly clientCertificate: ShownCertificate | null;
    readonly ca: readonly ShownCertificate[];
  } | null;
}

/** Whose key it is. */
export interface KeyOwner {
  readonly tenantId: string;
  readonly defaultDialect: string;
}

/** Shorter than a creation's claim holds. */
const TIMEOUT_MS = 20_000;
const PAGE_SIZE = 200;

/** Calls Carehook's API with one tenant's key. Every call throws CarehookRefused or CarehookUnreachable. */
export class CarehookClient {
  constructor(
    private readonly baseUrl: string,
    private readonly apiKey: string,
  ) {}

  async owner(): Promise<KeyOwner> {
    const { tenant } = await this.call<{ tenant: { id: string; defaultDialect: string } }>('GET', '/v1/me');
    return { tenantId: tenant.id, defaultDialect: tenant.defaultDialect };
  }

  find(id: string): Promise<PresentWebhook | undefined> {
    return unlessGone(this.call<PresentWebhook>('GET', pathOf(id)));
  }

  /** All of the tenant's webhooks, newest first. */
  async list(): Promise<PresentWebhook[]> {
    const webhooks: PresentWebhook[] = [];
    let cursor: string | null = null;
    do {
      const query: string = new URLSearchParams({ limit: String(PAGE_SIZE), ...(cursor && { cursor }) }).toString();
      const page: { data: PresentWebhook[]; nextCursor: string | null } = await this.call(
        'GET',
        `/v1/webhooks?${query}`,
      );
      webhooks.push(...page.data);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return webhooks;
  }

  create(webhook: Readonly<Record<string, unknown>>): Promise<PresentWebhook> {
    return this.call('POST', '/v1/webhooks', webhook);
  }

  change(id: string, fields: Readonly<Record<string, unknown>>): Promise<PresentWebhook> {
    return this.call('PATCH', pathOf(id), fields);
  }

  /** The secret before goes on signing for a day, where the dialect's requests bear several signatures. */
  rotate(id: string, secret: string): Promise<PresentWebhook> {
    return this.call('POST', `${pathOf(id)}/rotate-secret`, { secret });
  }

  /** One that is not there is deleted, too. */
  async remove(id: string): Promise<void> {
    await unlessGone(this.call('DELETE', pathOf(id)));
  }

  private async call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    try {
      const response = await fetch(this.baseUrl + path, {
        method,
        headers: {
          'x-api-key': this.apiKey,
          'user-agent': 'carehook-webhook-operator/0.1',
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        // A redirect could take the key elsewhere.
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const text = await response.text();
      if (!response.ok) throw refusalOf(response.status, text);
      return (text === '' ? undefined : JSON.parse(text)) as Answer;
    } catch (error) {
      if (error instanceof CarehookRefused) throw error;
      throw new CarehookUnreachable(new URL(this.baseUrl).origin, reasonOf(error));
    }
  }
}

function pathOf(id: string): string {
  return `/v1/webhooks/${encodeURIComponent(id)}`;
}

async function unlessGone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof CarehookRefused && error.status === 404) return undefined;
    throw error;
  }
}

function refusalOf(status: number, text: string): CarehookRefused {
  try {
    const { error } = JSON.parse(text) as { error: { code: string; message: string; details?: unknown } };
    const details = Array.isArray(error.details) ? (error.details as FieldProblem[]) : [];
    return new CarehookRefused(status, error.code, error.message, details);
  } catch {
    return new CarehookRefused(status, 'UNEXPECTED_ANSWER', `answered ${status} in a form that is not Carehook's`, []);
  }
}

/** undici hides why a connection failed in the cause. */
function reasonOf(error: unknown): string {
  if (error instanceof SyntaxError) return 'the answer is no JSON';
  if (!(error instanceof Error)) return 'unknown';
  const { cause } = error as { cause?: { code?: string } };
  return cause?.code ?? error.message;
}
