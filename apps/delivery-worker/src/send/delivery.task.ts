import type { DeliveryMeta } from '#domain';
import type { ConsumedRecord } from '#kafka';

/** A delivery in a lane: what to send, and the record that is done when its outcome is acknowledged. */
export interface DeliveryTask {
  readonly meta: DeliveryMeta;
  readonly data: Buffer;
  readonly record: ConsumedRecord;
  finish(record: ConsumedRecord): void;
  /** False once its partition was lost: somebody else sends it now. */
  isOpen(record: ConsumedRecord): boolean;
}
