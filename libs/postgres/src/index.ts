export { DataSource, type EntityManager, In, IsNull } from 'typeorm';
export { isDatabaseAway } from './database.away.js';
export { openDatabase } from './database.js';
export { changeDirectory } from './directory.change.js';
export {
  type ApiKeyRow,
  type DataKeyRow,
  type DirectoryChanges,
  type EventTypeRow,
  readDirectoryChanges,
  readDirectoryRevision,
  type SecretRow,
  type TenantRow,
  type WebhookRow,
} from './directory.reader.js';
export { AlertEntity } from './entities/alert.entity.js';
export { ApiKeyEntity } from './entities/api-key.entity.js';
export { AttemptEntity } from './entities/attempt.entity.js';
export { DeliveryEntity } from './entities/delivery.entity.js';
export { ErasureEntity } from './entities/erasure.entity.js';
export { EventEntity } from './entities/event.entity.js';
export { EventTypeEntity } from './entities/event-type.entity.js';
export { RejectedRecordEntity } from './entities/rejected-record.entity.js';
export { TenantEntity } from './entities/tenant.entity.js';
export { TenantDataKeyEntity } from './entities/tenant-data-key.entity.js';
export { WebhookEntity, WebhookSecretEntity } from './entities/webhook.entity.js';
export { WebhookHealthEntity } from './entities/webhook-health.entity.js';
export { MasterKeysUnknown, refuseUnknownMasterKeys } from './master-keys.check.js';
export { dropOldPartitions, makePartitions } from './partitions.js';
export { PostgresModule, PostgresReadiness } from './postgres.module.js';
export { clearAlerts, countOpenAlerts, evaluateAlerts, forgetClearedAlerts } from './statements/alert.statements.js';
export { claimUnannounced, markAnnounced } from './statements/alert-announcements.statements.js';
export { recordKeyUses } from './statements/api-key-uses.statement.js';
export {
  type AuditChain,
  type AuditRow,
  type AuditSelection,
  appendAudit,
  type NewAuditRow,
  pruneAudit,
  readAuditChains,
  readAuditRows,
} from './statements/audit-log.statements.js';
export {
  type ChosenDelivery,
  lockDeliveries,
  makeEachDue,
} from './statements/chosen-deliveries.statements.js';
export { type Confirmations, readConfirmations } from './statements/confirmed-deliveries.statement.js';
export {
  advanceOffsets,
  type OffsetStep,
  OffsetsMoved,
  placeOffset,
  type RecordedOffset,
  readOffsets,
} from './statements/consumer-offsets.statement.js';
export { type DeliveryOfEvent, readDeliveriesOf } from './statements/deliveries-of-events.statement.js';
export {
  type DeliverySearch,
  type FoundDeliveries,
  MOST_LOOKED_AT,
  searchDeliveries,
} from './statements/delivery-search.statement.js';
export { claimDueDeliveries, type DueDelivery, markQueued } from './statements/due-deliveries.claim.js';
export { type ErasureRules, eraseNext, type FinishedErasure } from './statements/erasure.statements.js';
export { readEventData } from './statements/event-data.statement.js';
export {
  type ClaimedKey,
  claimEventKeys,
  forgetEventKeys,
} from './statements/event-dedup.statement.js';
export { readUidsOf } from './statements/events-by-id.statement.js';
export { withoutAnyDelivery } from './statements/events-without-delivery.statement.js';
export { disableGoneWebhooks } from './statements/gone-webhooks.statement.js';
export {
  cancelOrphans,
  disableFailingWebhooks,
  expireDeliveries,
  returnLostDeliveries,
} from './statements/housekeeping.statements.js';
export {
  insertMissedDeliveries,
  type MissedDelivery,
  type ReplayableEvent,
  readEventPage,
  withoutDelivery,
} from './statements/missed-deliveries.statements.js';
export { insertAttempts } from './statements/record-attempts.statement.js';
export { upsertDeliveries } from './statements/record-deliveries.statement.js';
export { insertEvents, type RecordedEvent } from './statements/record-events.statement.js';
export {
  insertRejections,
  pruneRejections,
  type RejectedOwner,
  readRejectedOwners,
} from './statements/rejected-records.statements.js';
export {
  countReplayable,
  type ReplaySelection,
  type ReplayTarget,
  replayDeliveries,
  replayDelivery,
} from './statements/replay.statements.js';
export {
  cancelDeliveries,
  countDead,
  type DeadSelection,
  makeDue,
  type RetryTarget,
  reviveDead,
} from './statements/retry-by-hand.statements.js';
export {
  endSecrets,
  readSealedUnderOthers,
  readSealingKeyIds,
  replaceSealed,
  type SealedRow,
} from './statements/sealed-secrets.statements.js';
export {
  countUnfinished,
  countWebhooks,
  type DialectTotals,
  type HourTotals,
  readDialectTotals,
  readHealth,
  readHours,
  type Unfinished,
} from './statements/statistics.reader.js';
export {
  addHourlyCounts,
  type Counts,
  type HealthChange,
  type HourlyCounts,
  updateHealth,
} from './statements/statistics.statements.js';
export { type OrderedSubject, readHeldSubjects, releaseNextInOrder } from './statements/subject-order.statements.js';
export {
  deleteOldDeliveries,
  deleteOldEvents,
  readTenantRetentions,
  type TenantRetention,
} from './statements/tenant-retention.statements.js';
export { readWebhookCalls, type WebhookCall } from './statements/webhook-calls.reader.js';
export { type CreditChange, changeCredit, STARTING_CREDIT } from './statements/webhook-credit.statement.js';
