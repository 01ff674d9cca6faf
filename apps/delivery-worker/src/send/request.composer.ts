import { type BatchForm, type Dialect, dialectNamed, isWhole, type OutgoingDelivery, payloadFor } from '#dialects';
import { type SecretValidity, signsAt, type TraceHeaders, type Webhook } from '#domain';
import type { SecretSealer, SigningKey } from '#signing';
import type { ClientTls } from './guarded.agent.js';
import type { HttpAttempt } from './http.sender.js';

interface OpenedWebhook {
  readonly url: URL;
  /** Newest first. */
  readonly keys: readonly (SecretValidity & { readonly key: SigningKey })[];
  readonly tls: ClientTls | undefined;
}

/** Builds requests, signed by the secrets that are valid when they are made; keeps each webhook's signing keys and parsed URL until the webhook changes. */
export class RequestComposer {
  private readonly opened = new WeakMap<Webhook, OpenedWebhook>();

  /**
   * `origin` names this Carehook to receivers whose permission it has; `apiUrl` is where receivers of thin deliveries get the
   * rest, if that is known.
   */
  constructor(
    private readonly sealer: SecretSealer,
    private readonly origin: string,
    private readonly apiUrl?: string,
  ) {}

  /** False where it cannot be sent as its owner wants it, and must not be sent otherwise. */
  canCompose({ payload }: Webhook): boolean {
    return payload !== 'thin' || this.apiUrl !== undefined;
  }

  /** @throws SecretUnreadable, InvalidJson, JsonSpanError, and what else a dialect throws for data that it cannot carry */
  compose(webhook: Webhook, dialect: Dialect, given: OutgoingDelivery, trace?: TraceHeaders): HttpAttempt {
    // Its receiver reads nothing but batches.
    if (webhook.batch && dialect.batch) return this.composeBatch(webhook, dialect, dialect.batch, [given], trace);
    const delivery = isWhole(webhook) ? given : payloadFor(webhook, given, this.apiUrl);
    const keys = this.keysAt(webhook, delivery.sentAtMs);
    const body = dialect.envelope(delivery, keys);
    return this.request(webhook, dialect, body, dialect.headers(delivery, body, keys), trace);
  }

  /** @throws as `compose` */
  composeBatch(
    webhook: Webhook,
    dialect: Dialect,
    form: BatchForm,
    given: readonly OutgoingDelivery[],
    trace?: TraceHeaders,
  ): HttpAttempt {
    const deliveries = isWhole(webhook) ? given : given.map((each) => payloadFor(webhook, each, this.apiUrl));
    const keys = this.keysAt(webhook, deliveries[0]?.sentAtMs ?? Date.now());
    const body = form.envelope(deliveries, keys);
    return this.request(webhook, dialect, body, form.headers(deliveries, body, keys), trace);
  }

  private keysAt(webhook: Webhook, atMs: number): SigningKey[] {
    const { keys } = this.open(webhook);
    return keys.filter((each) => signsAt(each, atMs)).map(({ key }) => key);
  }

  private request(
    webhook: Webhook,
    dialect: Dialect,
    body: Buffer,
    headers: Record<string, string>,
    trace: TraceHeaders | undefined,
  ): HttpAttempt {
    const { url, tls } = this.open(webhook);
    const traced = trace && !namesTrace(webhook.headers) ? trace : undefined;
    return {
      url,
      body,
      headers: { ...traced, ...webhook.headers, ...headers, ...dialect.handshake?.headers(this.origin) },
      timeoutMs: dialect.timeoutMs(webhook.retryConfig),
      ...(tls && { tls }),
    };
  }

  /** The certificates of a webhook's own connections, where it has any. @throws SecretUnreadable */
  tlsOf(webhook: Webhook): ClientTls | undefined {
    return this.open(webhook).tls;
  }

  /** The directory makes a new object for every revision, so the object itself is the key. */
  private open(webhook: Webhook): OpenedWebhook {
    let opened = this.opened.get(webhook);
    if (!opened) {
      const dialect = dialectNamed(webhook.dialect);
      opened = {
        url: new URL(webhook.url),
        keys: webhook.secrets.map(({ sealed, ...validity }) => ({
          ...validity,
          key: dialect.signingKey(this.sealer.open(sealed, webhook.id)),
        })),
        tls: this.openTls(webhook),
      };
      this.opened.set(webhook, opened);
    }
    return opened;
  }

  private openTls({ id, tls }: Webhook): ClientTls | undefined {
    if (!tls) return undefined;
    const { clientCertificate, sealedClientKey, ca } = tls;
    return {
      webhookId: id,
      ...(clientCertificate !== undefined && { clientCertificate }),
      ...(sealedClientKey && { clientKey: this.sealer.open(sealedClientKey, id) }),
      ...(ca !== undefined && { ca }),
    };
  }
}

/** A header of that name that a webhook's owner set is what its receiver gets. */
function namesTrace(headers: Readonly<Record<string, string>>): boolean {
  return Object.keys(headers).some((name) => /^trace(?:parent|state)$/i.test(name));
}
