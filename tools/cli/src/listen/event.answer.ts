import type { ClinicalEvent } from '#domain';
import { objectMembers } from '#raw-json';

interface EventAnswer extends Omit<ClinicalEvent, 'tenantId' | 'subject' | 'acceptedAtMs'> {
  readonly subject: string | null;
  readonly acceptedAt: string;
  readonly dataBase64?: string;
}

/** An event and its data, byte for byte as it was published, from what `GET /v1/events/:id` answers. */
export function eventOfAnswer(answer: Buffer, tenantId: string): { event: ClinicalEvent; data: Buffer } {
  const { uid, id, type, source, subject, time, contentType, extensions, acceptedAt, dataBase64 } = JSON.parse(
    answer.toString('utf8'),
  ) as EventAnswer;
  const event = {
    ...{ uid, acceptedAtMs: Date.parse(acceptedAt), tenantId, id, type, source, time, contentType, extensions },
    ...(subject !== null && { subject }),
  };
  const data = dataBase64 === undefined ? objectMembers(answer).get('data') : Buffer.from(dataBase64, 'base64');
  return { event, data: data ?? Buffer.alloc(0) };
}
