/** One request that the demo receiver got. Nothing of the body but its names and ids is kept. */
export interface Receipt {
  /** Counted from 1 since the receiver's start. */
  readonly sequence: number;
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly receivedAtMs: number;
  readonly verified: boolean;
  readonly bytes: number;
  readonly eventType?: string;
  readonly eventId?: string;
  readonly deliveryId?: string;
}

const KEPT = 1_000;

/** The last 1,000 receipts. */
export class ReceiptLog {
  private receipts: Receipt[] = [];
  private last = 0;

  add(receipt: Omit<Receipt, 'sequence'>): void {
    this.last += 1;
    this.receipts.push({ sequence: this.last, ...receipt });
    if (this.receipts.length >= 2 * KEPT) this.receipts = this.receipts.slice(-KEPT);
  }

  /** Those with a greater sequence, oldest first, and the sequence to ask from the next time. */
  since(sequence: number): { next: number; receipts: readonly Receipt[] } {
    const kept = this.receipts.slice(-KEPT);
    return { next: this.last, receipts: kept.filter((receipt) => receipt.sequence > sequence) };
  }
}
