import type { ErasureEntity } from '#postgres';

/** What an erasure did, as the API shows it: proof for whoever knows the subject, and no sign of it for others. */
export interface ErasureJson {
  readonly id: string;
  /** `sha256:SALT:HASH` in hexadecimal digits; HASH is that of the salt's bytes and the subject in UTF-8. */
  readonly subjectHash: string;
  readonly reason: string | null;
  readonly requestedAt: string;
  /** Null while it is under way. */
  readonly finishedAt: string | null;
  readonly events: number;
  readonly deliveries: number;
  readonly attempts: number;
  readonly note: string;
}

export function erasureJson(erasure: ErasureEntity): ErasureJson {
  const { id, subjectSalt, subjectHash, reason, requestedAt, finishedAt, events, deliveries, attempts } = erasure;
  return {
    id,
    subjectHash: `sha256:${subjectSalt.toString('hex')}:${subjectHash.toString('hex')}`,
    reason,
    requestedAt: requestedAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
    events,
    deliveries,
    attempts,
    note: noteOf(erasure),
  };
}

function noteOf({ requestedAt, kafkaUntil }: ErasureEntity): string {
  return (
    `Events accepted before ${requestedAt.toISOString()} are erased from PostgreSQL. Kafka drops the records of its topics ` +
    `by itself, the last of them by ${kafkaUntil.toISOString()}. Receivers and backups are not reached.`
  );
}
