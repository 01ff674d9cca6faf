import { expect, it } from 'vitest';
import { ServerSentEvents } from './server-sent.events.js';

const TEXT =
  'event: ready\ndata: {}\n\n: still here\n\nevent: row\r\ndata: {"a":\r\ndata: 1}\r\n\r\ndata:x\n\nevent: cut';

it('cuts a stream into its events, wherever its pieces end', () => {
  const expected = [
    { event: 'ready', data: '{}' },
    { event: 'row', data: '{"a":\n1}' },
    { event: 'message', data: 'x' },
  ];
  for (const size of [1, 2, 7, TEXT.length]) {
    const parser = new ServerSentEvents();
    const pieces = Array.from({ length: Math.ceil(TEXT.length / size) }, (_, n) =>
      TEXT.slice(n * size, (n + 1) * size),
    );
    expect(pieces.flatMap((piece) => parser.take(piece))).toEqual(expected);
  }
});
