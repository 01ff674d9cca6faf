import { Injectable } from '@nestjs/common';
import { DataErased, DataKeyDirectory, DataKeyUnavailable } from '#directory';
import type { DeliveryMeta, HeldData, Webhook } from '#domain';
import { DataUnsealable } from '#signing';
import type { DeliveryTask } from './delivery.task.js';
import { EventDataReader } from './event-data.reader.js';

const NO_DATA = Buffer.alloc(0);

/** A delivery's data in the clear, right before it is sent. */
export interface OpenedData {
  readonly data: Buffer;
  readonly wasSealed: boolean;
}

/** Why there is none. */
export type DataLack = 'data_unavailable' | 'data_erased' | 'data_unsealable';

/** Has the data of deliveries at hand: from their record or from PostgreSQL, opened where it is sealed. */
@Injectable()
export class DeliveryDataOpener {
  constructor(
    private readonly eventData: EventDataReader,
    private readonly dataKeys: DataKeyDirectory,
  ) {}

  /** Whether the data is lost for good, as far as the record tells. */
  isErased({ sealedUnder }: DeliveryMeta): boolean {
    return this.dataKeys.isDropped(sealedUnder);
  }

  async dataOf(task: DeliveryTask, webhook: Webhook): Promise<OpenedData | DataLack> {
    if (task.meta.dataInline || webhook.payload === 'thin') return this.inlineDataOf(task, webhook);
    const held = await this.eventData.read(task.meta.event.uid);
    return held ? this.opened(task.meta, held) : 'data_unavailable';
  }

  /** Of a delivery whose data travels in its record, or to a webhook that gets none of it: what that one needs not, is not opened. */
  inlineDataOf({ meta, data }: DeliveryTask, { payload }: Webhook): OpenedData | DataLack {
    if (payload === 'thin') return { data: NO_DATA, wasSealed: meta.sealedUnder !== undefined };
    return this.opened(meta, { data, sealedUnder: meta.sealedUnder });
  }

  private opened({ event }: DeliveryMeta, held: HeldData): OpenedData | DataLack {
    try {
      return { data: this.dataKeys.unseal(event, held), wasSealed: held.sealedUnder !== undefined };
    } catch (error) {
      if (error instanceof DataErased) return 'data_erased';
      if (error instanceof DataUnsealable) return 'data_unsealable';
      if (error instanceof DataKeyUnavailable) return 'data_unavailable';
      throw error;
    }
  }
}
