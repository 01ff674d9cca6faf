import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { APPS } from '../../tools/local-stack/src/carehook-app.js';
import type { CarehookInUse } from './carehook.js';

/** A word that stands for what must not get out, in every form in which it might. */
export class Canary {
  /** Letters and digits alone: no escape changes it. */
  readonly word: string;
  private readonly forms: readonly string[];

  constructor(name: string) {
    this.word = `canary${name}${randomBytes(9).toString('hex')}`;
    const shifted = ['', ' ', '  '].map((before) => Buffer.from(before + this.word).toString('base64'));
    // Of base64 the ends depend on what stands beside the word.
    this.forms = [this.word, Buffer.from(this.word).toString('hex'), ...shifted.map((text) => text.slice(4, -4))];
  }

  /** Where in a text it first appears, with what stands around it; `undefined` where it does not. */
  foundIn(text: string): string | undefined {
    const lower = text.toLowerCase();
    for (const form of this.forms) {
      const at = /[A-Z]/.test(form) ? text.indexOf(form) : lower.indexOf(form);
      if (at >= 0) return text.slice(Math.max(0, at - 200), at + 100);
    }
    return undefined;
  }
}

/** Everything that all apps wrote, and what their `/metrics` show. */
export async function outputOf(carehook: CarehookInUse): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const app of APPS) {
    const { logFile, url } = carehook.app(app);
    texts.set(`the log of ${app}`, await readFile(logFile, 'utf8'));
    texts.set(`the metrics of ${app}`, await (await fetch(`${url}/metrics`)).text());
  }
  return texts;
}

/** The columns of all tables in which a word stands, as `table.column`. Partitions count as their tables. */
export async function columnsHolding({ database }: CarehookInUse, { word }: Canary): Promise<string[]> {
  const { rows } = await database.query<{ table: string; column: string; type: string }>(
    `select c.relname as "table", a.attname as "column", format_type(a.atttypid, null) as type
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition`,
  );
  const found: string[] = [];
  for (const { table, column, type } of rows) {
    const text = type === 'bytea' ? `encode(${column}, 'escape')` : `${column}::text`;
    const { rowCount } = await database.query(`select from ${table} where ${text} ilike $1 limit 1`, [`%${word}%`]);
    if (rowCount) found.push(`${table}.${column}`);
  }
  return found.sort();
}
