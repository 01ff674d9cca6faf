import type { DataSource } from 'typeorm';
import type { HeldData } from '#domain';

/** An event's data, or `undefined` where the recorder has not written it (yet), or it was erased. */
export async function readEventData(database: DataSource, eventUid: string): Promise<HeldData | undefined> {
  const [row] = await database.query<{ data: Buffer; data_key_id: string | null }[]>(
    'select data, data_key_id from events where uid = $1 and erasure_id is null',
    [eventUid],
  );
  return row && { data: row.data, sealedUnder: row.data_key_id ?? undefined };
}
