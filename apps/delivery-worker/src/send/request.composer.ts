import type { Dialect, OutgoingDelivery } from '#dialects';
import { type SecretValidity, signsAt, type Webhook } from '#domain';
import type { SecretSealer } from '#signing';
import type { HttpAttempt } from './http.sender.js';

interface OpenedWebhook {
  readonly url: URL;
  /** Newest first. */
  readonly secrets: readonly (SecretValidity & { readonly secret: string })[];
}

/** Builds requests, signed by the secrets that are valid when they are made; keeps each webhook's opened secrets and parsed URL until the webhook changes. */
export class RequestComposer {
  private readonly opened = new WeakMap<Webhook, OpenedWebhook>();

  /** `origin` names this Carehook to receivers whose permission it has. */
  constructor(
    private readonly sealer: SecretSealer,
    private readonly origin: string,
  ) {}

  /** @throws SecretUnreadable, InvalidJson, and what else a dialect throws for data that it cannot carry */
  compose(webhook: Webhook, dialect: Dialect, delivery: OutgoingDelivery): HttpAttempt {
    const { url, secrets: opened } = this.open(webhook);
    const secrets = opened.filter((each) => signsAt(each, delivery.sentAtMs)).map(({ secret }) => secret);
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
        secrets: webhook.secrets.map(({ sealed, ...validity }) => ({
          ...validity,
          secret: this.sealer.open(sealed, webhook.id),
        })),
      };
      this.opened.set(webhook, opened);
    }
    return opened;
  }
}
