/** One server-sent event; `message` where it has no name. */
export interface ServerSentEvent {
  readonly event: string;
  readonly data: string;
}

/** Cuts the text of an event stream into its events (WHATWG HTML, "Server-sent events"), however it comes in pieces. */
export class ServerSentEvents {
  private rest = '';

  take(piece: string): ServerSentEvent[] {
    const blocks = (this.rest + piece).split(/\r?\n\r?\n/);
    this.rest = blocks.pop() ?? '';
    return blocks.map(eventOf).filter(({ data }) => data !== '');
  }
}

function eventOf(block: string): ServerSentEvent {
  const fields = block.split(/\r?\n/).map((line) => /^(\w*): ?(.*)$/.exec(line));
  const valuesOf = (name: string) => fields.flatMap((field) => (field?.[1] === name ? [field[2] ?? ''] : []));
  return { event: valuesOf('event').at(-1) ?? 'message', data: valuesOf('data').join('\n') };
}
