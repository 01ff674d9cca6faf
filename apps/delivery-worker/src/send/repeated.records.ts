/** Where a record stands. */
interface Place {
  readonly partition: number;
  readonly offset: number;
}

/**
 * Recognises a handover of a delivery that stands in Kafka twice: a router or a scheduler that was killed between
 * producing and committing does it again. Deliveries of one webhook stand in one partition and so come to one process,
 * which remembers the last `capacity` to twice `capacity` of them. The same record read again is none.
 */
export class RepeatedRecords {
  private recent = new Map<string, string>();
  private older = new Map<string, string>();

  constructor(private readonly capacity: number) {}

  /** True where the handover was seen in another record. */
  isRepeat(deliveryId: string, handover: number, { partition, offset }: Place): boolean {
    const key = `${deliveryId}/${handover}`;
    const place = `${partition}/${offset}`;
    const known = this.recent.get(key) ?? this.older.get(key);
    if (known !== undefined) return known !== place;
    if (this.recent.size >= this.capacity) {
      this.older = this.recent;
      this.recent = new Map();
    }
    this.recent.set(key, place);
    return false;
  }
}
