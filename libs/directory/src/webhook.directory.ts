import { DIALECT_NAMES, dialectNamed } from '#dialects';
import type { EventAttributes, SealedSecret, Webhook, WebhookTls } from '#domain';
import { lazySubject, parseFilter, SubscriptionIndex } from '#filters';
import type { SecretRow, WebhookRow } from '#postgres';
import type { Logger } from '#telemetry';
import type { DirectorySync } from './directory.sync.js';

/** All webhooks in memory: by id for the sender, and for the router by tenant, event type and filter. */
export class WebhookDirectory {
  private readonly webhooks = new Map<string, Webhook>();
  private readonly byTenant = new Map<string, SubscriptionIndex<Webhook>>();
  private tenantIds = new Set<string>();

  constructor(
    private readonly logger: Logger,
    private readonly sync: Pick<DirectorySync<unknown>, 'revision' | 'refresh' | 'refreshTo'>,
  ) {}

  /** See `DirectorySync.refresh`: call it once per batch, before routing. */
  refresh(): Promise<void> {
    return this.sync.refresh();
  }

  /** See `DirectorySync.refreshTo`: call it once per batch, before sending. */
  refreshTo(revision: number, withinMs: number): Promise<void> {
    return this.sync.refreshTo(revision, withinMs);
  }

  /** What it was refreshed to. */
  get revision(): number {
    return this.sync.revision;
  }

  get size(): number {
    return this.webhooks.size;
  }

  hasTenant(tenantId: string): boolean {
    return this.tenantIds.has(tenantId);
  }

  /** Any webhook that is not deleted, active or not. */
  byId(id: string): Webhook | undefined {
    return this.webhooks.get(id);
  }

  /** All that are not deleted, active or not. */
  all(): Iterable<Webhook> {
    return this.webhooks.values();
  }

  /** The active webhooks of the event's tenant that want it. `parseData` is called at most once, and only if needed. */
  match(event: EventAttributes, parseData: () => unknown): Webhook[] {
    return this.byTenant.get(event.tenantId)?.match(event.type, lazySubject(event, parseData)) ?? [];
  }

  apply(tenants: readonly { readonly id: string }[], rows: readonly WebhookRow[]): void {
    for (const { id } of tenants) this.tenantIds.add(id);
    for (const row of rows) this.applyRow(row);
  }

  private applyRow(row: WebhookRow): void {
    const index = this.indexOf(row.tenant_id);
    index.delete(row.id);
    if (row.deleted) {
      this.webhooks.delete(row.id);
      return;
    }
    const webhook = fromRow(row);
    this.webhooks.set(row.id, webhook);
    if (!webhook.active) return;
    try {
      const { filterAliases } = dialectNamed(webhook.dialect);
      index.set(webhook.id, webhook.events, webhook.filters && parseFilter(webhook.filters, filterAliases), webhook);
    } catch (error) {
      // What the API saved can be read, unless an older or newer version saved it. Others must not suffer.
      this.logger.error(
        { err: error, webhookId: webhook.id },
        'a webhook cannot be routed to: its row is not understood',
      );
    }
  }

  private indexOf(tenantId: string): SubscriptionIndex<Webhook> {
    let index = this.byTenant.get(tenantId);
    if (!index) {
      index = new SubscriptionIndex<Webhook>();
      this.byTenant.set(tenantId, index);
    }
    return index;
  }
}

function fromRow(row: WebhookRow): Webhook {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    url: row.url,
    events: row.events,
    active: row.active,
    dialect: row.dialect,
    ...(row.filters && { filters: row.filters }),
    headers: row.headers,
    retryConfig: row.retry_config,
    maxConcurrency: row.max_concurrency,
    ...(row.rate_limit !== null && { rateLimit: row.rate_limit }),
    ...(row.ordering !== null && { ordering: row.ordering }),
    ...(row.batch !== null && mayBatch(row) && { batch: row.batch }),
    secrets: row.secrets.map(secretOf),
    ...tlsOf(row),
    ...(row.payload === 'thin' && { payload: row.payload }),
    ...(row.redact !== null && { redact: row.redact }),
    revision: Number(row.revision),
  };
}

function tlsOf(row: WebhookRow): { readonly tls?: WebhookTls } {
  const { tls_client_certificate: clientCertificate, tls_sealed_client_key: sealedClientKey, tls_ca: ca } = row;
  if (clientCertificate === null && ca === null) return {};
  return {
    tls: {
      ...(clientCertificate !== null && { clientCertificate }),
      ...(sealedClientKey !== null && { sealedClientKey }),
      ...(ca !== null && { ca }),
    },
  };
}

/** The API lets nothing else be saved, but one of an older version beside it knows of no batches. */
function mayBatch({ dialect, ordering }: WebhookRow): boolean {
  return ordering === null && DIALECT_NAMES.includes(dialect) && dialectNamed(dialect).batch !== undefined;
}

function secretOf({ sealedBase64, validFromMs, validUntilMs }: SecretRow): SealedSecret {
  return {
    sealed: Buffer.from(sealedBase64, 'base64'),
    validFromMs: validFromMs ?? undefined,
    validUntilMs: validUntilMs ?? undefined,
  };
}
