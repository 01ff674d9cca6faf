/** Where a record stands. */
interface Place {
  readonly partition: number;
  readonly offset: number;
}

/** One handing of a delivery to Kafka. */
interface Handover {
  readonly deliveryId: string;
  readonly handover: number;
}

const CONCLUDED = 'concluded';

/**
 * Recognises what must not be sent again. A handover may stand in Kafka twice: a router or a scheduler that was killed
 * between producing and committing does it again. And a record may be read again although its outcome is in Kafka, when
 * the partition was lost and came back before it could be committed. Deliveries of one webhook stand in one partition and
 * so come to one process, which remembers the last `capacity` to twice `capacity` of them.
 */
export class RepeatedRecords {
  private recent = new Map<string, string>();
  private older = new Map<string, string>();

  constructor(private readonly capacity: number) {}

  /** True where the handover is concluded, or was seen in another record. The same record read again is no repeat. */
  isRepeat(handover: Handover, { partition, offset }: Place): boolean {
    const key = keyOf(handover);
    const place = `${partition}/${offset}`;
    const known = this.recent.get(key) ?? this.older.get(key);
    if (known !== undefined) return known !== place;
    this.remember(key, place);
    return false;
  }

  isConcluded(handover: Handover): boolean {
    const key = keyOf(handover);
    return (this.recent.get(key) ?? this.older.get(key)) === CONCLUDED;
  }

  /** Its outcome stands in Kafka. */
  conclude(handover: Handover): void {
    this.remember(keyOf(handover), CONCLUDED);
  }

  private remember(key: string, what: string): void {
    if (this.recent.size >= this.capacity && !this.recent.has(key)) {
      this.older = this.recent;
      this.recent = new Map();
    }
    this.recent.set(key, what);
  }
}

function keyOf({ deliveryId, handover }: Handover): string {
  return `${deliveryId}/${handover}`;
}
