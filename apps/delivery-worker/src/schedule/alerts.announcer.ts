import { Inject, Injectable } from '@nestjs/common';
import { type Alert, alertEvent } from '#domain';
import { encodeEvent, GatheringProducer, type OutgoingRecord, TopicNames } from '#kafka';
import { type AlertEntity, claimUnannounced, DataSource, markAnnounced } from '#postgres';
import { LOGGER, type Logger } from '#telemetry';
import { PeriodicTask } from './periodic.task.js';

const EVERY_MS = 1_000;
const LIMIT = 500;

/**
 * Publishes the events that tell of alerts, whichever process opened or cleared them. Claim, produce and mark are one
 * transaction: after a crash in between an event is produced again, with the same id, by which the router knows it.
 */
@Injectable()
export class AlertsAnnouncer extends PeriodicTask {
  constructor(
    private readonly database: DataSource,
    private readonly producer: GatheringProducer,
    private readonly topics: TopicNames,
    @Inject(LOGGER) logger: Logger,
  ) {
    super(logger, { everyMs: EVERY_MS, whenItFails: 'alerts are announced again' });
  }

  protected async run(): Promise<void> {
    while ((await this.announce()) === LIMIT);
  }

  /** Returns how many alerts there was something to tell of. */
  private announce(): Promise<number> {
    return this.database.transaction(async (manager) => {
      const alerts = await claimUnannounced(manager, LIMIT);
      if (alerts.length > 0) {
        await this.producer.publish(alerts.flatMap((alert) => this.recordsOf(alert)));
        await markAnnounced(manager, alerts);
      }
      return alerts.length;
    });
  }

  private recordsOf(alert: AlertEntity): OutgoingRecord[] {
    return [
      ...(alert.announcedAt ? [] : this.recordOf(alert, 'opened')),
      ...(alert.clearedAt && !alert.clearingAnnouncedAt ? this.recordOf(alert, 'cleared') : []),
    ];
  }

  private recordOf(alert: Alert, change: 'opened' | 'cleared'): OutgoingRecord[] {
    const event = alertEvent(alert, change);
    if (!event) return [];
    // The id is not marked as made here: it is what keeps the event from being routed twice.
    const options = { idIsMade: false, isAnsweredFor: true };
    // In the clear even where its tenant's events are sealed: it tells of a webhook, of no patient. The router seals it.
    const data = Buffer.from(JSON.stringify(event.data));
    return [encodeEvent(this.topics, event.attributes, { data }, options)];
  }
}
