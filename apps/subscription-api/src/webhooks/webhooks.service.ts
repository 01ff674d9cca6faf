import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { dialectNamed } from '#dialects';
import { ApiError, type FieldProblem, newId } from '#domain';
import type { WebhookCreate, WebhookTlsChange, WebhookUpdate } from '#payload-schemas';
import { changeDirectory, clearAlerts, DataSource, type EntityManager, WebhookEntity } from '#postgres';
import { auditChange } from '../audit/audit.trail.js';
import { defaultDialectOf } from '../tenants/default-dialect.js';
import { TargetUrlRule } from './target-url.rule.js';
import { NO_TLS, WebhookCertificates } from './webhook.certificates.js';
import { type WebhookJson, webhookJson } from './webhook.json.js';
import { secretProblems, settingsProblems } from './webhook.rules.js';
import { WebhookSecrets } from './webhook.secrets.js';
import { changedSettings, newSettings, type WebhookSettings } from './webhook.settings.js';
import { PayloadRule } from './webhook-payload.rule.js';
import { isShownTls, readTls } from './webhook-tls.rule.js';
import { WebhooksReader } from './webhooks.reader.js';

/** A webhook, and its secret in the one answer that tells it. */
export type WebhookAnswer = WebhookJson & { readonly secret?: string };

/** Makes, changes and deletes a tenant's webhooks. Every directory knows of it before the next event is routed. */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly database: DataSource,
    private readonly reader: WebhooksReader,
    private readonly targets: TargetUrlRule,
    private readonly secrets: WebhookSecrets,
    private readonly certificates: WebhookCertificates,
    private readonly payloads: PayloadRule,
  ) {}

  /** @throws ApiError VALIDATION_FAILED */
  async create(tenantId: string, given: WebhookCreate): Promise<WebhookAnswer> {
    const settings = newSettings(given, await defaultDialectOf(this.database, tenantId));
    const dialect = dialectNamed(settings.dialect);
    const secret = given.secret ?? (dialect.unsignedAllowed ? undefined : this.secrets.make(dialect));
    const id = newId(Date.now());
    const tls = this.nextTls(id, given.tls);
    refuse([
      ...(await this.targets.problems(settings.url)),
      ...settingsProblems(settings),
      ...this.payloads.problems(settings),
      ...secretProblems(secret, dialect),
      ...tls.problems,
    ]);

    const webhook = await changeDirectory(this.database, async (manager, revision) => {
      await manager.insert(WebhookEntity, { ...settings, ...tls.columns, id, tenantId, revision } as object);
      await this.secrets.replace(manager, id, secret);
      const made = await this.reader.find(tenantId, id, manager);
      await auditChange(manager, { object: { type: 'webhook', id }, after: webhookJson(made) });
      return made;
    });
    return told(webhook, secret);
  }

  /**
   * Merges the given fields into the webhook.
   * @throws ApiError NOT_FOUND, VALIDATION_FAILED
   */
  async update(tenantId: string, id: string, change: WebhookUpdate): Promise<WebhookAnswer> {
    // Names are looked up before the transaction: it holds up every other change while it lasts.
    const before = await this.reader.find(tenantId, id);
    if (change.url !== undefined && change.url !== before.url) refuse(await this.targets.problems(change.url));
    return changeDirectory(this.database, (manager, revision) => this.merge(manager, revision, tenantId, id, change));
  }

  /** Its row stays, so that every directory learns of the deletion; its secrets and certificates go. @throws ApiError NOT_FOUND */
  async remove(tenantId: string, id: string): Promise<void> {
    await changeDirectory(this.database, async (manager, revision) => {
      const webhook = await this.reader.find(tenantId, id, manager);
      await this.secrets.replace(manager, id, undefined);
      const at = new Date();
      await manager.update(WebhookEntity, { id }, { ...NO_TLS, deletedAt: at, updatedAt: at, revision });
      await clearAlerts(manager, id, 'deleted');
      await auditChange(manager, { object: { type: 'webhook', id }, before: webhookJson(webhook) });
    });
  }

  private async merge(
    manager: EntityManager,
    revision: string,
    tenantId: string,
    id: string,
    change: WebhookUpdate,
  ): Promise<WebhookAnswer> {
    const current = await this.reader.find(tenantId, id, manager);
    const settings = changedSettings(current, change);
    const dialectChanges = settings.dialect !== current.dialect;
    const problems = [...settingsProblems(settings), ...this.payloads.problems(settings)].filter(
      ({ field }) => dialectChanges || Object.hasOwn(change, rootOf(field)),
    );
    const secret = this.nextSecret(current, settings.dialect, change);
    const tls = this.nextTls(id, change.tls);
    refuse([...problems, ...secret.problems, ...tls.problems]);

    if (secret.replaces) await this.secrets.replace(manager, id, secret.value);
    const disabledReason = settings.active || current.active ? null : current.disabledReason;
    await manager.update(WebhookEntity, { id }, {
      ...settings,
      ...tls.columns,
      ...payloadChange(current, settings),
      disabledReason,
      updatedAt: new Date(),
      revision,
    } as object);
    if (settings.active && !current.active) await clearAlerts(manager, id, 'enabled', 'webhook_disabled');
    const changed = await this.reader.find(tenantId, id, manager);
    const after = { ...webhookJson(changed), ...(secret.replaces && { secret: 'replaced' }) };
    await auditChange(manager, { object: { type: 'webhook', id }, before: webhookJson(current), after });
    return told(changed, secret.made ? secret.value : undefined);
  }

  /** The columns that a change of certificates sets: none where it says nothing new. */
  private nextTls(id: string, given: WebhookTlsChange | null | undefined) {
    if (given === undefined || (given !== null && isShownTls(given))) return { columns: {}, problems: [] };
    if (given === null) return { columns: NO_TLS, problems: [] };
    const { problems, tls } = readTls(given, Date.now());
    return { columns: this.certificates.columnsOf(id, tls), problems };
  }

  /** The secret after a change: a given one, one that is made because the dialect now needs one, or the present one. */
  private nextSecret(current: WebhookEntity, dialectName: string, change: WebhookUpdate) {
    const dialect = dialectNamed(dialectName);
    if (change.secret !== undefined) {
      const value = change.secret ?? undefined;
      return { value, replaces: true, made: false, problems: secretProblems(value, dialect) };
    }
    if (dialectName === current.dialect) return { value: undefined, replaces: false, made: false, problems: [] };
    const present = this.secrets.live(current);
    if (present.length === 0 && !dialect.unsignedAllowed) {
      return { value: this.secrets.make(dialect), replaces: true, made: true, problems: [] };
    }
    // In a rotation it has several, and each of them must be of use.
    const [problem] = present.flatMap((secret) => secretProblems(secret, dialect));
    return { value: undefined, replaces: false, made: false, problems: problem ? [problem] : [] };
  }
}

/** Requests that were made before must not be shown as if they had been made like this. */
function payloadChange(before: WebhookSettings, after: WebhookSettings): { payloadChangedAt?: Date } {
  const isSame = before.payload === after.payload && isDeepStrictEqual(before.redact, after.redact);
  return isSame ? {} : { payloadChangedAt: new Date() };
}

function told(webhook: WebhookEntity, secret: string | undefined): WebhookAnswer {
  return { ...webhookJson(webhook), ...(secret !== undefined && { secret }) };
}

function refuse(problems: readonly FieldProblem[]): void {
  if (problems.length > 0) throw ApiError.validation(problems);
}

/** `filters` of `filters.amount.gte`. */
function rootOf(field: string): string {
  return field.split(/[.[]/, 1)[0] ?? field;
}
