const HEAD_END = Buffer.from('\r\n\r\n');
const CONTENT_LENGTH = /\r\ncontent-length:[ \t]*(\d+)/i;
const CHUNKED = /\r\ntransfer-encoding:/i;
const MAX_HEAD_BYTES = 64 * 1024;
const NOTHING = Buffer.alloc(0);

/** What came is not a request that this parser reads. */
export class RequestUnreadable extends Error {
  override readonly name = 'RequestUnreadable';
}

/**
 * The least of HTTP/1.1 that a receiver needs (RFC 9112): heads, and bodies with a `content-length`. Requests may be cut
 * anywhere and may follow each other without waiting. Calls `onRequest` with the bytes that hold the body.
 */
export class RequestParser {
  private pending: Buffer = NOTHING;

  constructor(private readonly onRequest: (bytes: Buffer, bodyStart: number, bodyEnd: number) => void) {}

  /** @throws RequestUnreadable */
  push(chunk: Buffer): void {
    const bytes = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
    let start = 0;
    while (start < bytes.length) {
      const headEnd = bytes.indexOf(HEAD_END, start);
      if (headEnd < 0) break;
      const bodyStart = headEnd + HEAD_END.length;
      const bodyEnd = bodyStart + bodyLength(bytes.toString('latin1', start, headEnd));
      if (bodyEnd > bytes.length) break;
      this.onRequest(bytes, bodyStart, bodyEnd);
      start = bodyEnd;
    }
    this.pending = start === bytes.length ? NOTHING : bytes.subarray(start);
    if (this.pending.length > MAX_HEAD_BYTES && this.pending.indexOf(HEAD_END) < 0) {
      throw new RequestUnreadable('a head without end');
    }
  }
}

function bodyLength(head: string): number {
  if (CHUNKED.test(head)) throw new RequestUnreadable('a body without content-length');
  return Number(CONTENT_LENGTH.exec(head)?.[1] ?? 0);
}
