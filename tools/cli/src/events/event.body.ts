import { jsonOf } from '../command.context.js';

/** The attributes of an event that can be said in options. */
export interface EventOptions {
  readonly id?: string;
  readonly source?: string;
  readonly subject?: string;
  readonly time?: string;
}

/** The body of one event. Its data stays as it was written: numbers are not read. @throws CommandFailed */
export function eventBody(type: string, data: string, { id, source, subject, time }: EventOptions): string {
  jsonOf(data, 'data');
  const attributes = JSON.stringify({ type, id, source, subject, time });
  return `${attributes.slice(0, -1)},"data":${data.trim()}}`;
}

/** The lines of NDJSON that hold something, in requests of at most `size` lines. */
export function chunksOfLines(text: string, size: number): string[][] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return Array.from({ length: Math.ceil(lines.length / size) }, (_, n) => lines.slice(n * size, (n + 1) * size));
}
