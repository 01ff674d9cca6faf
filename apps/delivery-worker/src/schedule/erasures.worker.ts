import { Inject, Injectable } from '@nestjs/common';
import { ownAuditEntry } from '#domain';
import { appendAudit, DataSource, type EntityManager, eraseNext, type FinishedErasure } from '#postgres';
import { LOGGER, type Logger } from '#telemetry';
import { SETTINGS } from '../settings.js';
import { PeriodicTask } from './periodic.task.js';
import { RecorderProgress } from './recorder.progress.js';

const EVERY_MS = 1_000;
const PIECE = 2_000;

/** Works erasures off, piece by piece; whichever process gets to it does the next one. */
@Injectable()
export class ErasuresWorker extends PeriodicTask {
  constructor(
    private readonly database: DataSource,
    private readonly recorder: RecorderProgress,
    @Inject(LOGGER) logger: Logger,
  ) {
    super(logger, { everyMs: EVERY_MS, whenItFails: 'an erasure is tried again' });
  }

  protected async run(): Promise<void> {
    const rules = {
      limit: PIECE,
      settleSeconds: SETTINGS.ERASURE_SETTLE_SECONDS,
      kafkaRetentionHours: SETTINGS.KAFKA_RETENTION_HOURS,
      isRecorded: (until: Date) => this.recorder.hasRecordedUntil(until.getTime()),
      onFinished: auditFinished,
    };
    while (!this.stopped && (await eraseNext(this.database, rules)));
  }
}

/** Who asked for it is in the row of the request. */
function auditFinished(manager: EntityManager, { id, tenantId, ...counts }: FinishedErasure): Promise<void> {
  const object = { type: 'erasure', id };
  const entry = ownAuditEntry('erasures', new Date(), {
    action: 'erasure.finish',
    object,
    before: null,
    after: counts,
  });
  return appendAudit(manager, [{ tenantId, entry: JSON.stringify(entry) }]);
}
