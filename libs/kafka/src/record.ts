import type { IHeaders } from 'kafkajs';

/** A record as it was read. Offsets fit a double until 2^53. */
export interface ConsumedRecord {
  /** The topic's name in Kafka. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestampMs: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: IHeaders;
}

/** The text of a header, or `undefined`; the last one where it was sent more than once. */
export function headerText(headers: IHeaders, name: string): string | undefined {
  const value = headers[name];
  const last = Array.isArray(value) ? value.at(-1) : value;
  return last === undefined || last === null ? undefined : last.toString();
}
