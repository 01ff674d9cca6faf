const LENGTH_BYTES = 4;
/** Every response begins with the number of its request. */
const LEAST_BYTES = 4;
/** Far above what a broker answers. What is no broker must not make us ask for its memory: "HTTP" would be a length of 1.2 GB. */
const MOST_BYTES = 256 * 1024 * 1024;

export class NoKafkaResponse extends Error {
  override readonly name = 'NoKafkaResponse';
  constructor(readonly bytes: number) {
    super(`a response of ${bytes} bytes was announced: this is no Kafka broker`);
  }
}

/**
 * Puts a connection's pieces together to whole responses: 4 bytes of length, and as many as it says. Every byte is copied once, into a
 * buffer of just that response.
 * Source: https://kafka.apache.org/protocol#protocol_common
 */
export class FrameReader {
  private readonly head = Buffer.alloc(LENGTH_BYTES);
  private headBytes = 0;
  private frame: Buffer | undefined;
  private filled = 0;

  /**
   * @param piece of which nothing is kept
   * @param onFrame is called with each response that is complete now, its length included
   * @throws NoKafkaResponse
   */
  take(piece: Buffer, onFrame: (frame: Buffer) => void): void {
    let at = 0;
    while (at < piece.length) {
      if (!this.frame) {
        at += this.readLength(piece, at);
        continue;
      }
      const taken = piece.copy(this.frame, this.filled, at);
      at += taken;
      this.filled += taken;
      if (this.filled < this.frame.length) return;
      const { frame } = this;
      this.frame = undefined;
      onFrame(frame);
    }
  }

  /** Returns how many bytes it read. */
  private readLength(piece: Buffer, at: number): number {
    const taken = piece.copy(this.head, this.headBytes, at);
    this.headBytes += taken;
    if (this.headBytes < LENGTH_BYTES) return taken;
    const bytes = this.head.readInt32BE(0);
    if (bytes < LEAST_BYTES || bytes > MOST_BYTES) throw new NoKafkaResponse(bytes);
    this.frame = Buffer.allocUnsafe(LENGTH_BYTES + bytes);
    this.frame.set(this.head);
    this.filled = LENGTH_BYTES;
    this.headBytes = 0;
    return taken;
  }
}
