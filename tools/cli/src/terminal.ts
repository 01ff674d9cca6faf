import { createInterface } from 'node:readline/promises';
import { tableLines } from '../../local-stack/src/demo/table.js';
import { CommandFailed } from './command.errors.js';

type Cell = string | number;

/** What a command writes: tables for people, or JSON where `--json` asks for it. */
export class Terminal {
  constructor(readonly isJson: boolean) {}

  /** For people only: scripts get the data alone. */
  note(line: string): void {
    if (!this.isJson) write(process.stdout, line);
  }

  /** Beside the data, wherever that goes. */
  warn(line: string): void {
    write(process.stderr, line);
  }

  table<Item>(
    items: readonly Item[],
    columns: Readonly<Record<string, (item: Item) => Cell | null>>,
    none: string,
  ): void {
    if (this.isJson) return this.json(items);
    if (items.length === 0) return this.note(none);
    const rows = items.map((item) => Object.values(columns).map((column) => shown(column(item))));
    for (const line of tableLines(Object.keys(columns), rows)) this.note(line);
  }

  /** One thing: a line for each of its fields. */
  fields(item: object): void {
    if (this.isJson) return this.json(item);
    const rows = Object.entries(item).filter(([, value]) => value !== null && value !== undefined);
    const width = Math.max(...rows.map(([name]) => name.length));
    for (const [name, value] of rows) {
      this.note(
        `${name.padEnd(width)}  ${typeof value === 'object' ? JSON.stringify(value) : printable(String(value))}`,
      );
    }
  }

  /** One of many things that come one after another: NDJSON for scripts. */
  row(item: object, cells: readonly (Cell | null)[]): void {
    if (this.isJson) write(process.stdout, JSON.stringify(item));
    else this.note(cells.map((cell) => String(shown(cell))).join('  '));
  }

  json(value: unknown): void {
    write(process.stdout, JSON.stringify(value, null, 2));
  }

  /** @throws CommandFailed where nobody is there to answer */
  async confirm(question: string): Promise<boolean> {
    if (!process.stdin.isTTY) throw new CommandFailed(`${question} Nobody is here to answer: say --yes.`);
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
    } finally {
      lines.close();
    }
  }
}

function shown(cell: Cell | null): Cell {
  return typeof cell === 'string' ? printable(cell) : (cell ?? '–');
}

/** Names and types come from others: none of them may move the cursor. */
function printable(text: string): string {
  return text.replace(/\p{Control}/gu, '\ufffd');
}

function write(stream: NodeJS.WriteStream, line: string): void {
  stream.write(`${line}\n`);
}
