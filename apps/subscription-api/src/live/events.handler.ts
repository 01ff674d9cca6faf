import { Controller } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { decodeEvent, type RecordBatch, RecordRejected, TOPICS, TopicNames } from '#kafka';
import { LiveHub } from './live.hub.js';
import { LiveMetrics } from './live.metrics.js';
import { LIVE } from './live.transport.js';

/** Reads the events topic while somebody watches events. What is no event is the router's to set aside. */
@Controller()
export class LiveEventsHandler {
  constructor(
    private readonly hub: LiveHub,
    private readonly metrics: LiveMetrics,
    private readonly topics: TopicNames,
  ) {}

  @EventPattern(TOPICS.events, LIVE)
  observe({ records }: RecordBatch): void {
    this.metrics.records.inc({ topic: TOPICS.events }, records.length);
    if (!this.hub.wants('events')) return;
    for (const record of records) {
      try {
        this.hub.sawEvent(decodeEvent(this.topics, record).event);
      } catch (error) {
        if (!(error instanceof RecordRejected)) throw error;
      }
    }
  }
}
