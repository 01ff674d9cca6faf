import { Injectable } from '@nestjs/common';
import { MAX_INLINE_DATA_BYTES } from '#domain';
import { DataSource, readWebhookCalls, type WebhookCall } from '#postgres';
import { SEALED_DATA_EXTRA_BYTES } from '#signing';
import { EventUnsealer } from '../../events/event.unsealer.js';

/** A list of calls holds no payload whose data is larger. */
const MAX_SHOWN_DATA_BYTES = MAX_INLINE_DATA_BYTES + SEALED_DATA_EXTRA_BYTES;

/** Finds the requests that were made for a webhook, with their events' data in the clear. */
@Injectable()
export class MedilabCalls {
  constructor(
    private readonly database: DataSource,
    private readonly unsealer: EventUnsealer,
  ) {}

  /** Newest first. Data that was erased is left out, as is what is too large. @throws ApiError UNAVAILABLE */
  async newest(webhook: { readonly tenantId: string; readonly id: string }, limit: number): Promise<WebhookCall[]> {
    const calls = await readWebhookCalls(this.database, webhook, { limit, maxDataBytes: MAX_SHOWN_DATA_BYTES });
    const held = calls.flatMap((call) => {
      const { event, data, sealedUnder } = call;
      return event && data ? [{ call, event, data, sealedUnder }] : [];
    });
    const opened = await this.unsealer.openEach(held);
    const dataOf = new Map(held.map(({ call }, index) => [call, opened[index]]));
    return calls.map((call) => ({ ...call, data: dataOf.get(call) }));
  }
}
