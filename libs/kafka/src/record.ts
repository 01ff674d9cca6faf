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
  /** What `headerTexts` gives, where it can be had for less than the headers. */
  readonly headerTexts?: HeaderTexts;
}

/** Headers by their names, as text. */
export type HeaderTexts = Readonly<Record<string, string | undefined>>;

/** The texts of all headers that have a value; the last one of each that was sent more than once. */
export function headerTexts(record: ConsumedRecord): HeaderTexts {
  if (record.headerTexts) return record.headerTexts;
  const texts: Record<string, string> = {};
  for (const name of Object.keys(record.headers)) {
    const text = headerText(record.headers, name);
    if (text !== undefined) texts[name] = text;
  }
  return texts;
}

/** The text of a header, or `undefined`; the last one where it was sent more than once. */
export function headerText(headers: IHeaders, name: string): string | undefined {
  const value = headers[name];
  const last = Array.isArray(value) ? value.at(-1) : value;
  return last === undefined || last === null ? undefined : last.toString();
}
