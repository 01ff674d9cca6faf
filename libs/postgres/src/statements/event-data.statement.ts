import type { DataSource } from 'typeorm';

/** The bytes of an event's data, or `undefined` where the recorder has not written it (yet). */
export async function readEventData(database: DataSource, eventUid: string): Promise<Buffer | undefined> {
  const rows = await database.query<{ data: Buffer }[]>('select data from events where uid = $1', [eventUid]);
  return rows[0]?.data;
}
