import { type ClinicalEvent, uuidTimeMs } from '#domain';

/** What `EVENT_COLUMNS` selects. */
export interface EventRow {
  event_uid: string;
  tenant_id: string;
  event_id: string;
  type: string;
  source: string;
  subject: string | null;
  time_text: string;
  content_type: string;
  extensions: Record<string, string>;
}

/** All of an event but its data, out of `events e`. */
export const EVENT_COLUMNS = `e.uid as event_uid, e.tenant_id, e.id as event_id, e.type, e.source, e.subject, e.time_text,
  e.content_type, e.extensions`;

export function clinicalEventOf(row: EventRow): ClinicalEvent {
  return {
    uid: row.event_uid,
    acceptedAtMs: uuidTimeMs(row.event_uid),
    tenantId: row.tenant_id,
    id: row.event_id,
    type: row.type,
    source: row.source,
    ...(row.subject !== null && { subject: row.subject }),
    time: row.time_text,
    contentType: row.content_type,
    extensions: row.extensions,
  };
}
