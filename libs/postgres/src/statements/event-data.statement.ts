import type { DataSource } from 'typeorm';

/** The bytes of an event's data, or `undefined` where the recorder has not written it (yet), or it was erased. */
export async function readEventData(database: DataSource, eventUid: string): Promise<Buffer | undefined> {
  const rows = await database.query<{ data: Buffer }[]>(
    'select data from events where uid = $1 and erasure_id is null',
    [eventUid],
  );
  return rows[0]?.data;
}
