import { EVENT_LIMITS, eventProblems, type Rejection, rejectionId, TENANT_ID } from '#domain';
import { InvalidJson, parseJson } from '#raw-json';
import { STRUCTURED } from './event.codec.js';
import { type ConsumedRecord, headerText } from './record.js';
import { TOPICS, type TopicNames } from './topics.js';

/**
 * What `encodeRejected` wrote, for people to see. Never throws: whatever stands in that topic is told of somehow, and one record of
 * somebody else's making must not stop the others.
 */
export function decodeRejection(topics: TopicNames, record: ConsumedRecord): Rejection {
  const { topic, partition, offset } = placeOf(record);
  const rejectedAtMs = Math.min(Math.max(record.timestampMs, 0), MAX_TIME_MS);
  const claims = claimsOf(record);
  const tenantId = topics.fixedTenantOf(topic) ?? (topic === topics.nameOf(TOPICS.events) ? claims.tenant : undefined);
  return {
    id: rejectionId(rejectedAtMs, topic, partition, offset),
    tenantId: tenantId !== undefined && TENANT_ID.test(tenantId) ? tenantId : undefined,
    rejectedAtMs,
    ...{ topic, partition, offset },
    ...soundNames(claims),
    ...reasonOf(headerText(record.headers, 'rejected-reason') ?? ''),
    sizeBytes: sizeOf(record),
  };
}

/** What 48 bits hold. */
const MAX_TIME_MS = 2 ** 48 - 1;

/** Where the record stood before; where it does not say that, where it stands now. */
function placeOf(record: ConsumedRecord): Pick<Rejection, 'topic' | 'partition' | 'offset'> {
  const { headers } = record;
  const topic = headerText(headers, 'rejected-topic') ?? '';
  const partition = headerText(headers, 'rejected-partition') ?? '';
  const offset = headerText(headers, 'rejected-offset') ?? '';
  const isPlace = /^[\w.-]{1,249}$/.test(topic) && /^\d{1,9}$/.test(partition) && /^\d{1,15}$/.test(offset);
  if (isPlace) return { topic, partition: Number(partition), offset: Number(offset) };
  return { topic: record.topic, partition: record.partition, offset: record.offset };
}

function reasonOf(text: string): Pick<Rejection, 'reason' | 'detail'> {
  const [, reason, detail = ''] = /^([a-z_]{1,40}): (.*)$/s.exec(text) ?? [];
  // An attribute that is not allowed may have any name, and PostgreSQL holds no NUL.
  return { reason: reason ?? 'routing_failed', detail: detail.replaceAll(/\p{Cc}/gu, ' ') };
}

function sizeOf({ value, headers }: ConsumedRecord): number {
  if (value !== null) return value.length;
  const told = headerText(headers, 'rejected-bytes') ?? '';
  return /^\d{1,12}$/.test(told) ? Number(told) : 0;
}

/** Whose record it says it is, and of which event. */
interface Claims {
  readonly tenant?: string | undefined;
  readonly id?: string | undefined;
  readonly type?: string | undefined;
}

function claimsOf({ headers, value }: ConsumedRecord): Claims {
  if (value !== null && STRUCTURED.test(headerText(headers, 'content-type') ?? '')) return envelopeClaims(value);
  const names = new Map(Object.keys(headers).map((name) => [name.toLowerCase(), name]));
  const claim = (name: string) => headerText(headers, names.get(name) ?? name);
  return { tenant: claim('ce_tenant'), id: claim('ce_id'), type: claim('ce_type') };
}

function envelopeClaims(value: Buffer): Claims {
  let envelope: unknown;
  try {
    envelope = parseJson(value, { maxDepth: EVENT_LIMITS.maxDataDepth + 1 });
  } catch (error) {
    if (error instanceof InvalidJson) return {};
    throw error;
  }
  if (typeof envelope !== 'object' || envelope === null) return {};
  const members = envelope as Readonly<Record<string, unknown>>;
  const claim = (name: string) => (typeof members[name] === 'string' ? members[name] : undefined);
  return { tenant: claim('tenant'), id: claim('id'), type: claim('type') };
}

/** Attributes that are sound by themselves; what is not may be anything. */
function soundNames({ id, type }: Claims): Pick<Rejection, 'eventId' | 'eventType'> {
  const problems = eventProblems({ ...SOUND_EVENT, id: id ?? '', type: type ?? '' });
  const isSound = (name: string) => !problems.some(({ field }) => field === name);
  return { eventId: isSound('id') ? id : undefined, eventType: isSound('type') ? type : undefined };
}

const SOUND_EVENT = { source: '/', time: '1970-01-01T00:00:00Z', contentType: 'application/json', extensions: {} };
