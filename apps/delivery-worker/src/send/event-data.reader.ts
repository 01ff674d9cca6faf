import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { HeldData } from '#domain';
import { DataSource, readEventData } from '#postgres';

/** The recorder may be a moment behind: how long to wait for it, and how often to look. */
const MAX_WAIT_MS = 5_000;
const LOOK_EVERY_MS = 250;

/** Data that is too large for the deliveries topic. */
@Injectable()
export class EventDataReader {
  constructor(private readonly database: DataSource) {}

  /** `undefined` when the recorder has not written the event in time, or PostgreSQL is away. */
  async read(eventUid: string): Promise<HeldData | undefined> {
    const giveUpAtMs = Date.now() + MAX_WAIT_MS;
    while (Date.now() < giveUpAtMs) {
      const data = await readEventData(this.database, eventUid).catch(() => undefined);
      if (data) return data;
      await sleep(LOOK_EVERY_MS);
    }
    return undefined;
  }
}
