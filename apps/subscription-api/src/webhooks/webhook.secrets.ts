import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Dialect } from '#dialects';
import { HOUR_MS, newId } from '#domain';
import { type EntityManager, endSecrets, type WebhookEntity, WebhookSecretEntity } from '#postgres';
import { SecretSealer } from '#signing';
import { liveSecrets } from './webhook.json.js';

const SECRET_BYTES = 32;
const HINT_LENGTH = 4;

/** When a rotation takes effect. */
export interface RotationTimes {
  readonly nowMs: number;
  /** From then on the new secret signs. */
  readonly effectiveAtMs: number;
  /** How long after that the old one goes on signing, where the dialect's requests bear several signatures. */
  readonly overlapHours: number;
}

/** Makes, seals and keeps webhooks' secrets. Nothing but their last characters leaves here unsealed twice. */
@Injectable()
export class WebhookSecrets {
  constructor(private readonly sealer: SecretSealer) {}

  make(dialect: Dialect): string {
    return dialect.makeSecret(randomBytes(SECRET_BYTES));
  }

  /** The secrets that sign now or will, newest first. @throws SecretUnreadable where a master key is missing */
  live(webhook: WebhookEntity): string[] {
    return liveSecrets(webhook, Date.now()).map(({ sealed }) => this.sealer.open(sealed, webhook.id));
  }

  /** Puts one secret, or none, in the place of all that a webhook has. */
  async replace(manager: EntityManager, webhookId: string, secret: string | undefined): Promise<void> {
    await manager.delete(WebhookSecretEntity, { webhookId });
    if (secret !== undefined) await this.insert(manager, webhookId, secret, null);
  }

  /** Adds a secret; those that a webhook has end after the overlap. */
  async rotate(
    manager: EntityManager,
    webhookId: string,
    secret: string,
    { nowMs, effectiveAtMs, overlapHours }: RotationTimes,
  ): Promise<void> {
    await endSecrets(manager, webhookId, new Date(nowMs), new Date(effectiveAtMs + overlapHours * HOUR_MS));
    await this.insert(manager, webhookId, secret, new Date(effectiveAtMs));
  }

  private async insert(manager: EntityManager, webhookId: string, secret: string, validFrom: Date | null) {
    await manager.insert(WebhookSecretEntity, {
      id: newId(Date.now()),
      webhookId,
      sealed: this.sealer.seal(secret, webhookId),
      hint: secret.slice(-HINT_LENGTH),
      validFrom,
    });
  }
}
