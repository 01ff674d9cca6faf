import { Injectable } from '@nestjs/common';
import { DataErased, DataKeyDirectory } from '#directory';
import { ApiError, type EventIdentity, type HeldData } from '#domain';
import { DataUnsealable } from '#signing';

/** Opens the recorded data of events. A key that was dropped a moment ago, through another process, opens nothing here. */
@Injectable()
export class EventUnsealer {
  constructor(private readonly dataKeys: DataKeyDirectory) {}

  /** @throws ApiError ERASED where the key was dropped, CONFLICT where the data is not as it was sealed, UNAVAILABLE */
  async open(event: EventIdentity, held: HeldData): Promise<Buffer> {
    if (held.sealedUnder !== undefined) await this.dataKeys.refresh();
    try {
      return this.dataKeys.unseal(event, held);
    } catch (error) {
      if (!(error instanceof DataUnsealable)) throw error;
      throw new ApiError('CONFLICT', 'the data of this event does not open: it is not as it was sealed');
    }
  }

  /** The same for a list; `undefined` where data will never open. @throws ApiError UNAVAILABLE */
  async openEach(events: readonly (HeldData & { readonly event: EventIdentity })[]): Promise<(Buffer | undefined)[]> {
    if (events.some(({ sealedUnder }) => sealedUnder !== undefined)) await this.dataKeys.refresh();
    return events.map((held) => this.openedOrNothing(held.event, held));
  }

  private openedOrNothing(event: EventIdentity, held: HeldData): Buffer | undefined {
    try {
      return this.dataKeys.unseal(event, held);
    } catch (error) {
      if (error instanceof DataErased || error instanceof DataUnsealable) return undefined;
      throw error;
    }
  }
}
