import { Injectable } from '@nestjs/common';
import { DAY_MS, uuidFloor } from '#domain';
import { DataSource, pruneRejections, readRejectedOwners } from '#postgres';
import { SETTINGS } from '../settings.js';

/** Of each tenant, and of nobody's: a producer that sends nothing but rubbish must not fill the disk. */
const MOST_KEPT = 100_000;
const PIECE = 5_000;
/** Of each owner in one round of housekeeping. */
const MAX_PIECES = 100;

/** Deletes rejected records that are older than their tenant keeps its events, or the system, and all but the newest. */
@Injectable()
export class RejectedRetention {
  constructor(private readonly database: DataSource) {}

  async run(nowMs: number): Promise<void> {
    for (const { owner, retentionDays } of await readRejectedOwners(this.database)) {
      const days = Math.min(retentionDays ?? SETTINGS.RETENTION_DAYS, SETTINGS.RETENTION_DAYS);
      const kept = { beforeId: uuidFloor(nowMs - days * DAY_MS), most: MOST_KEPT };
      let deleted = PIECE;
      for (let piece = 0; deleted === PIECE && piece < MAX_PIECES; piece += 1) {
        deleted = await pruneRejections(this.database, owner, kept, PIECE);
      }
    }
  }
}
