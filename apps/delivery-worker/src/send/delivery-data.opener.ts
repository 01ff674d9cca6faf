import { Injectable } from '@nestjs/common';
import { DataErased, DataKeyDirectory, DataKeyUnavailable } from '#directory';
import type { DeliveryMeta, HeldData } from '#domain';
import { DataUnsealable } from '#signing';
import type { DeliveryTask } from './delivery.task.js';
import { EventDataReader } from './event-data.reader.js';

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

  async dataOf(task: DeliveryTask): Promise<OpenedData | DataLack> {
    if (task.meta.dataInline) return this.inlineDataOf(task);
    const held = await this.eventData.read(task.meta.event.uid);
    return held ? this.opened(task.meta, held) : 'data_unavailable';
  }

  /** Of a delivery whose data travels in its record. */
  inlineDataOf({ meta, data }: DeliveryTask): OpenedData | DataLack {
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
