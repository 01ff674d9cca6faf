import type { Dialect } from '#dialects';
import { type ClinicalEvent, eventUid, newEventId } from '#domain';
import { matchesEventType } from '#filters';
import type { TestDelivery } from '#payload-schemas';

const TEST_SOURCE = '/carehook/test';
const FALLBACK_TYPE = 'carehook.test';
const FALLBACK_DATA = { test: true, message: 'Carehook sent this to test your webhook.' };

export interface TestContent {
  readonly type: string;
  /** The data as JSON. */
  readonly bytes: Buffer;
}

/** What a test sends: the caller's choice, else an example that the webhook would get in earnest. */
export function testContent(given: TestDelivery, dialect: Dialect, patterns: readonly string[]): TestContent {
  const entry = dialect.catalogue.find(({ type }) =>
    given?.eventType === undefined ? matchesEventType(patterns, type) : type === given.eventType,
  );
  const exactType = patterns.find((pattern) => !pattern.endsWith('*'));
  const data = given?.data !== undefined ? given.data : (entry?.example ?? FALLBACK_DATA);
  return {
    type: given?.eventType ?? entry?.type ?? exactType ?? FALLBACK_TYPE,
    bytes: Buffer.from(JSON.stringify(data)),
  };
}

/** An event of its own for each test, so that no receiver takes it for a duplicate. It is never recorded. */
export function testEvent(tenantId: string, type: string, nowMs: number): ClinicalEvent {
  const id = newEventId(nowMs);
  return {
    uid: eventUid(nowMs, tenantId, TEST_SOURCE, id),
    acceptedAtMs: nowMs,
    tenantId,
    id,
    type,
    source: TEST_SOURCE,
    time: new Date(nowMs).toISOString(),
    contentType: 'application/json',
    extensions: {},
  };
}
