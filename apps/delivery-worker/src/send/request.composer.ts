import type { Dialect, OutgoingDelivery } from '#dialects';
import type { Webhook } from '#domain';
import type { SecretSealer } from '#signing';
import type { HttpAttempt } from './http.sender.js';

interface OpenedWebhook {
  readonly url: URL;
  readonly secrets: readonly string[];
}

/** Builds signed requests; keeps each webhook's opened secrets and parsed URL until the webhook changes. */
export class RequestComposer {
  private readonly opened = new WeakMap<Webhook, OpenedWebhook>();

  /** `origin` names this Carehook to receivers whose permission it has. */
  constructor(
    private readonly sealer: SecretSealer,
    private readonly origin: string,
  ) {}

  /** @throws SecretUnreadable, InvalidJson, and what else a dialect throws for data that it cannot carry */
  compose(webhook: Webhook, dialect: Dialect, delivery: OutgoingDelivery): HttpAttempt {
    const { url, secrets } = this.open(webhook);
    const body = dialect.envelope(delivery, secrets);
    return {
      url,
      body,
      headers: {
        ...webhook.headers,
        ...dialect.headers(delivery, body, secrets),
        ...dialect.handshake?.headers(this.origin),
      },
      timeoutMs: dialect.timeoutMs(webhook.retryConfig),
    };
  }

  /** The directory makes a new object for every revision, so the object itself is the key. */
  private open(webhook: Webhook): OpenedWebhook {
    let opened = this.opened.get(webhook);
    if (!opened) {
      opened = {
        url: new URL(webhook.url),
        secrets: webhook.sealedSecrets.map((sealed) => this.sealer.open(sealed, webhook.id)),
      };
      this.opened.set(webhook, opened);
    }
    return opened;
  }
}
