import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { DeadlineClient } from '../deadline.client.js';

/** `unique_violation`. Source: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const IS_THERE_ALREADY = '23505';

/**
 * Copies rows into a table, which costs PostgreSQL about two thirds of what inserting them does, but knows no `on conflict`: where one of them
 * is there already, none is copied. A transaction of its own.
 * @param target the table and its columns, for `COPY target FROM STDIN`
 * @param rows what `CopyRows` made
 * @returns whether they were copied
 */
export async function copyNewRows(database: DataSource, target: string, rows: Buffer): Promise<boolean> {
  const runner = database.createQueryRunner();
  try {
    return await copied(runner, copyStatement(target), rows);
  } finally {
    await runner.release();
  }
}

/** The same in a transaction, which goes on where none is copied. */
export async function copyNewRowsWithin(
  { queryRunner }: EntityManager,
  target: string,
  rows: Buffer,
): Promise<boolean> {
  if (!queryRunner?.isTransactionActive) throw new TypeError('there is no transaction to copy rows in');
  // One message for the three of them.
  if (await copied(queryRunner, `savepoint rows; ${copyStatement(target)}; release savepoint rows`, rows)) return true;
  await queryRunner.query('rollback to savepoint rows; release savepoint rows');
  return false;
}

function copyStatement(target: string): string {
  return `copy ${target} from stdin (format binary)`;
}

async function copied(runner: QueryRunner, text: string, rows: Buffer): Promise<boolean> {
  const client: unknown = await runner.connect();
  if (!(client instanceof DeadlineClient)) throw new TypeError('rows are copied by connections of openDatabase');
  try {
    await client.copy(text, rows);
    return true;
  } catch (error) {
    if (isThereAlready(error)) return false;
    throw error;
  }
}

function isThereAlready(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === IS_THERE_ALREADY;
}
