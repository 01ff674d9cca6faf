import type { DeliveryMeta } from '#domain';
import type { OpenRecord } from '#kafka';

/** A delivery in a lane: what to send, and the record that is done when its outcome is acknowledged. */
export interface DeliveryTask {
  readonly meta: DeliveryMeta;
  readonly data: Buffer;
  readonly record: OpenRecord;
}

/**
 * What a delivery adds to a batch; `undefined` where it goes alone: a test, data that has to be fetched first, and what
 * has failed, so that one event which its receiver refuses does not keep failing those around it.
 */
export function batchBytesOf({ meta: { reason, dataInline, attempt }, data }: DeliveryTask): number | undefined {
  return reason === 'test' || !dataInline || attempt > 1 ? undefined : data.length;
}

/** What the directory must have before these are sent: nothing less than the newest, where one does not say. */
export function neededRevision(tasks: readonly Pick<DeliveryTask, 'meta'>[]): number {
  let needed = 0;
  for (const { meta } of tasks) {
    const { directoryRevision = Number.POSITIVE_INFINITY } = meta;
    needed = Math.max(needed, directoryRevision);
  }
  return needed;
}
