import { Module, type Type } from '@nestjs/common';
import { traceTargetOf } from '#config';
import { DirectoryModule } from '#directory';
import { HealthModule } from '#http-api';
import { KafkaModule, KafkaReadiness } from '#kafka';
import { PostgresModule } from '#postgres';
import { TelemetryModule } from '#telemetry';
import { EventSchemaCheck } from './record/event-schema.check.js';
import { EventsRecorder } from './record/events.recorder.js';
import { OutcomesRecorder } from './record/outcomes.recorder.js';
import { RecorderMetrics } from './record/recorder.metrics.js';
import { RejectionsRecorder } from './record/rejections.recorder.js';
import { AlertsAnnouncer } from './schedule/alerts.announcer.js';
import { AlertsEvaluator } from './schedule/alerts.evaluator.js';
import { DueDeliveriesScheduler } from './schedule/due-deliveries.scheduler.js';
import { ErasuresWorker } from './schedule/erasures.worker.js';
import { Housekeeping } from './schedule/housekeeping.js';
import { RecorderProgress } from './schedule/recorder.progress.js';
import { RejectedRetention } from './schedule/rejected.retention.js';
import { TenantRetention } from './schedule/tenant-retention.js';
import { SendModule } from './send/send.module.js';
import { APP_NAME, type Role, SETTINGS } from './settings.js';

@Module({
  controllers: [EventsRecorder, OutcomesRecorder, RejectionsRecorder],
  providers: [EventSchemaCheck, RecorderMetrics],
})
class RecordModule {}

@Module({
  providers: [
    DueDeliveriesScheduler,
    Housekeeping,
    TenantRetention,
    RejectedRetention,
    RecorderProgress,
    ErasuresWorker,
    AlertsEvaluator,
    AlertsAnnouncer,
  ],
})
class ScheduleModule {}

const MODULE_OF_ROLE: Record<Role, Type> = { send: SendModule, record: RecordModule, schedule: ScheduleModule };

/** Nobody waits for an outcome, or for a retry that is due: some of them a send cost less than each on its own. */
const OUTCOMES_GAP_MS = 10;

@Module({
  imports: [
    TelemetryModule.forRoot({ app: APP_NAME, logLevel: SETTINGS.LOG_LEVEL, traces: traceTargetOf(SETTINGS) }),
    PostgresModule.forRoot(APP_NAME, SETTINGS),
    DirectoryModule.forRoot(SETTINGS),
    KafkaModule.forRoot(APP_NAME, SETTINGS, { minGapMs: OUTCOMES_GAP_MS }),
    HealthModule.forRoot(KafkaReadiness),
    ...SETTINGS.WORKER_ROLES.map((role) => MODULE_OF_ROLE[role]),
  ],
})
export class AppModule {}
