import { Injectable } from '@nestjs/common';
import { dialectNamed } from '#dialects';
import { ApiError, DAY_MS } from '#domain';
import type { SecretRotate } from '#payload-schemas';
import { changeDirectory, DataSource, WebhookEntity } from '#postgres';
import { auditChange } from '../audit/audit.trail.js';
import { webhookJson } from './webhook.json.js';
import { secretProblems } from './webhook.rules.js';
import { WebhookSecrets } from './webhook.secrets.js';
import { WebhooksReader } from './webhooks.reader.js';
import type { WebhookAnswer } from './webhooks.service.js';

/** Longer than anybody plans a switch ahead. */
const MAX_AHEAD_MS = 30 * DAY_MS;

/**
 * Gives a webhook a new secret. The directories carry the secrets with their times, and the sender picks by the time of each
 * request, so that nothing has to run at the switch.
 */
@Injectable()
export class SecretRotation {
  constructor(
    private readonly database: DataSource,
    private readonly reader: WebhooksReader,
    private readonly secrets: WebhookSecrets,
  ) {}

  /** The answer tells the new secret, once. @throws ApiError NOT_FOUND, VALIDATION_FAILED */
  async rotate(tenantId: string, id: string, given: SecretRotate): Promise<WebhookAnswer> {
    const nowMs = Date.now();
    const effectiveAtMs = effectiveAt(given.effectiveAt, nowMs);
    return changeDirectory(this.database, async (manager, revision) => {
      const before = await this.reader.find(tenantId, id, manager);
      const dialect = dialectNamed(before.dialect);
      const secret = given.secret ?? this.secrets.make(dialect);
      const problems = secretProblems(secret, dialect);
      if (problems.length > 0) throw ApiError.validation(problems);
      await this.secrets.rotate(manager, before.id, secret, {
        nowMs,
        effectiveAtMs,
        overlapHours: given.overlapHours,
      });
      await manager.update(WebhookEntity, { id: before.id }, { updatedAt: new Date(), revision });
      const after = webhookJson(await this.reader.find(tenantId, id, manager));
      const object = { type: 'webhook', id: before.id };
      await auditChange(manager, { object, before: webhookJson(before), after: { ...after, secret: 'rotated' } });
      return { ...after, secret };
    });
  }
}

function effectiveAt(given: string | null | undefined, nowMs: number): number {
  if (given === null || given === undefined) return nowMs;
  const atMs = Date.parse(given);
  if (atMs >= nowMs && atMs <= nowMs + MAX_AHEAD_MS) return atMs;
  throw ApiError.validation([{ field: 'effectiveAt', reason: 'must be within the next 30 days' }]);
}
