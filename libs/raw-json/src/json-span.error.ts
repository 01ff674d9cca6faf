export type JsonSpanReason = 'not_an_object' | 'not_an_array' | 'duplicate_key' | 'malformed';

/** JSON that cannot be cut into members or elements. The message names no key and no value: they may identify a person. */
export class JsonSpanError extends Error {
  override readonly name = 'JsonSpanError';
  constructor(
    readonly reason: JsonSpanReason,
    /** Byte offset of the offence. */
    readonly position: number,
  ) {
    super(`cannot divide the JSON: ${reason.replaceAll('_', ' ')} at byte ${position}`);
  }
}
