import pg from 'pg';

/** pg's connection, with what its types leave out. */
type CopyingConnection = pg.Connection & { endCopyFrom(): void };

/** Of `CopyData`: its letter, and a length that counts itself. */
const HEAD_BYTES = 5;
const LENGTH_BYTES = 4;

/**
 * A statement with a `COPY … FROM STDIN` in it. pg has all that it takes, but no way to say what is to be copied.
 * Source: https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-COPY
 */
export class CopyQuery extends pg.Query {
  constructor(
    text: string,
    private readonly copied: Buffer,
    done: (error: Error | undefined) => void,
  ) {
    super(text, done);
  }

  /** Called by pg's client once PostgreSQL is ready for the rows. */
  handleCopyInResponse(connection: CopyingConnection): void {
    const head = Buffer.alloc(HEAD_BYTES, 'd');
    head.writeInt32BE(LENGTH_BYTES + this.copied.length, 1);
    // pg's own `sendCopyFromChunk` would copy them into a message first.
    connection.stream.write(head);
    connection.stream.write(this.copied);
    connection.endCopyFrom();
  }
}
