/** Why a record of an events topic cannot be routed: stands in `rejected-reason`, in the API and as a metric's label. */
export const REJECTION_REASONS = [
  'null_value',
  'not_an_event',
  'invalid_attribute',
  'invalid_json',
  'too_large',
  'unknown_tenant',
  'schema_mismatch',
  'unsealable',
  'erased',
  'routing_failed',
] as const;
export type RejectionReason = (typeof REJECTION_REASONS)[number];

/**
 * What is kept of a record that was rejected: where it stood, why, and whose it is, as far as that can be read. Nothing of its data and
 * no subject.
 */
export interface Rejection {
  readonly id: string;
  /** As the record claims, or as its topic says; there need not be such a tenant. */
  readonly tenantId?: string | undefined;
  readonly rejectedAtMs: number;
  /** The topic's name in Kafka. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly eventId?: string | undefined;
  readonly eventType?: string | undefined;
  /** A {@link RejectionReason}, or that of a router of another version. */
  readonly reason: string;
  /** Names the attribute or the place in the data, and the rule; never a value. */
  readonly detail: string;
  /** Of its value; of one that was too large to be published once more, with key and headers. */
  readonly sizeBytes: number;
}
