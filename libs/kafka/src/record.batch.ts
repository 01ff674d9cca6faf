import type { ConsumedRecord } from './record.js';

/** A record that is to be worked on. */
export interface OpenRecord extends ConsumedRecord {
  /** False once the record is done, or its partition was lost and it is somebody else's now. */
  readonly isOpen: boolean;
  /** Says that it is done. Only for handlers with `completion: 'record'`; for others the end of the handler is. */
  finish(): void;
}

/**
 * Records that arrived together, of one or several partitions, each partition's in order. A handler of an
 * `@EventPattern` gets one batch at a time; what arrives meanwhile is gathered into the next one.
 */
export interface RecordBatch {
  readonly records: readonly OpenRecord[];
  /** Reads a partition again from `offset`, dropping what of it is in hand. */
  rewind(this: void, topic: string, partition: number, offset: number): void;
}

/** Second argument of `@EventPattern(topic, extras, transport)`. */
export interface BatchHandlerExtras {
  /**
   * `batch` (default): when the handler resolves, all of its records are done; when it rejects, it is called again with
   * the same batch. `record`: the handler takes the records over and calls `finish` for each.
   */
  readonly completion?: 'batch' | 'record';
}
