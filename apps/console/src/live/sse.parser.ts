/** One server-sent event, its data as text. */
export interface ServerEvent {
  readonly event: string;
  readonly data: string;
}

const BLOCK_END = /\r?\n\r?\n/;

/**
 * Takes a stream of server-sent events apart, piece by piece as they arrive (HTML standard, 9.2). Comments, which keep a
 * connection open, are passed over.
 */
export class ServerEventParser {
  private rest = '';

  /** The events that are complete with this piece. */
  take(piece: string): ServerEvent[] {
    const blocks = (this.rest + piece).split(BLOCK_END);
    this.rest = blocks.pop() ?? '';
    return blocks.flatMap((block) => eventOf(block) ?? []);
  }
}

function eventOf(block: string): ServerEvent | undefined {
  let event = 'message';
  const data: string[] = [];
  for (const line of block.split(/\r?\n/)) {
    if (line.startsWith('event:')) event = line.slice(6).trim();
    else if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
  }
  return data.length === 0 ? undefined : { event, data: data.join('\n') };
}
