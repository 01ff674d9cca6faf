import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Dialect } from '#dialects';
import { newId } from '#domain';
import { type EntityManager, type WebhookEntity, WebhookSecretEntity } from '#postgres';
import { SecretSealer } from '#signing';
import { newestSecret } from './webhook.json.js';

const SECRET_BYTES = 32;
const HINT_LENGTH = 4;

/** Makes, seals and keeps webhooks' secrets. Nothing but their last characters leaves here unsealed twice. */
@Injectable()
export class WebhookSecrets {
  constructor(private readonly sealer: SecretSealer) {}

  make(dialect: Dialect): string {
    return dialect.makeSecret(randomBytes(SECRET_BYTES));
  }

  /** The secret that signs now. @throws SecretUnreadable when the master key is another than when it was sealed */
  current(webhook: WebhookEntity): string | undefined {
    const newest = newestSecret(webhook);
    return newest && this.sealer.open(newest.sealed, webhook.id);
  }

  /** Puts one secret, or none, in the place of all that a webhook has. */
  async replace(manager: EntityManager, webhookId: string, secret: string | undefined): Promise<void> {
    await manager.delete(WebhookSecretEntity, { webhookId });
    if (secret === undefined) return;
    await manager.insert(WebhookSecretEntity, {
      id: newId(Date.now()),
      webhookId,
      sealed: this.sealer.seal(secret, webhookId),
      hint: secret.slice(-HINT_LENGTH),
    });
  }
}
