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

/** Where no record stands, so that each other record of the handover is a repeat. */
const CONCLUDED: Place = { partition: -1, offset: -1 };

/**
 * Recognises what must not be sent again. A handover may stand in Kafka twice: a router or a scheduler that was killed
 * between producing and committing does it again. And a record may be read again although its outcome is in Kafka, when
 * the partition was lost and came back before it could be committed. Deliveries of one webhook stand in one partition and
 * so come to one process, which remembers the last `capacity` to twice `capacity` of them.
 */
export class RepeatedRecords {
  private recent = new Map<string, Place>();
  private older = new Map<string, Place>();

  constructor(private readonly capacity: number) {}

  /** True where the handover is concluded, or was seen in another record. The same record read again is no repeat. */
  isRepeat(handover: Handover, { partition, offset }: Place): boolean {
    const key = keyOf(handover);
    const known = this.recent.get(key) ?? this.older.get(key);
    if (known) return known.partition !== partition || known.offset !== offset;
    this.remember(key, { partition, offset });
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

  private remember(key: string, place: Place): void {
    if (this.recent.size >= this.capacity && !this.recent.has(key)) {
      this.older = this.recent;
      this.recent = new Map();
    }
    this.recent.set(key, place);
  }
}

/** The id itself for the first handover, which is mostly the only one. */
function keyOf({ deliveryId, handover }: Handover): string {
  if (handover === 1) return deliveryId;
  return `${deliveryId}/${handover}`;
}
