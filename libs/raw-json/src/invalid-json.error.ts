/** Why bytes are not JSON that Carehook takes. Stable: they stand in answers and in `rejected-reason`. */
export type InvalidJsonReason = 'not_utf8' | 'byte_order_mark' | 'too_deep' | 'syntax';

const WORDS: Readonly<Record<InvalidJsonReason, string>> = {
  not_utf8: 'not valid UTF-8',
  byte_order_mark: 'a byte order mark stands before it',
  too_deep: 'nested too deeply',
  syntax: 'a syntax error',
};

/** Bytes that are not acceptable JSON. Neither the message nor a cause quotes them: they may be patient data. */
export class InvalidJson extends Error {
  override readonly name = 'InvalidJson';
  constructor(
    readonly reason: InvalidJsonReason,
    /** Byte offset of the first offence, where it is known. */
    readonly position?: number,
  ) {
    super(`not acceptable JSON: ${WORDS[reason]}${position === undefined ? '' : ` at byte ${position}`}`);
  }
}
