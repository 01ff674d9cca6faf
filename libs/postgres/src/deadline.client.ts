import pg from 'pg';
import { CopyQuery } from './copy/copy.query.js';

/** Longest time for one statement; PostgreSQL ends it by itself then. */
export const STATEMENT_TIMEOUT_MS = 30_000;
/** When a server that ended nothing has to be taken for dead: its connection is given up. */
const READ_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 5_000;

/**
 * A connection that is closed when a statement is not answered in time. Without it a query to a server that froze, or went
 * away without a word, would hold its connection until the operating system gives up after a quarter of an hour; and pg,
 * which knows a time-out for the caller (`query_timeout`), would hand that connection to the next one.
 */
export class DeadlineClient extends pg.Client {
  constructor(config: pg.ClientConfig) {
    super({ query_timeout: READ_TIMEOUT_MS, ...config });
  }

  // pg's `query` has six signatures; TypeORM uses that of a promise.
  override query = ((...parameters: Parameters<pg.Client['query']>) => {
    const answer: unknown = super.query(...parameters);
    if (answer instanceof Promise) answer.catch((error: unknown) => this.closeAfterTimeout(error));
    return answer;
  }) as pg.Client['query'];

  /**
   * Runs a statement with a `COPY … FROM STDIN` in it.
   * @param rows what `CopyRows` made
   */
  async copy(text: string, rows: Buffer): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) => {
        super.query(new CopyQuery(text, rows, (error) => (error ? reject(error) : resolve())));
      });
    } catch (error) {
      this.closeAfterTimeout(error);
      throw error;
    }
  }

  private closeAfterTimeout(error: unknown): void {
    if (isReadTimeout(error)) void this.end();
  }
}

function isReadTimeout(error: unknown): boolean {
  return error instanceof Error && error.message === 'Query read timeout';
}
