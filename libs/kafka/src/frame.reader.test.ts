import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FrameReader, NoKafkaResponse } from './frame.reader.js';

function framed(body: Uint8Array): Buffer {
  const frame = Buffer.alloc(4 + body.length);
  frame.writeInt32BE(body.length, 0);
  frame.set(body, 4);
  return frame;
}

const frames = fc.array(fc.uint8Array({ minLength: 4, maxLength: 40 }).map(framed), { maxLength: 6 });

it('gives the same responses in whatever pieces they come', () => {
  fc.assert(
    fc.property(frames, fc.array(fc.nat(200), { maxLength: 20 }), (sent, cuts) => {
      const all = Buffer.concat(sent);
      const bounds = [0, ...cuts.map((cut) => Math.min(cut, all.length)).sort((a, b) => a - b), all.length];
      const reader = new FrameReader();
      const received: Buffer[] = [];
      const piece = Buffer.alloc(all.length);
      bounds.slice(1).forEach((end, index) => {
        const length = all.copy(piece, 0, bounds[index], end);
        reader.take(piece.subarray(0, length), (frame) => received.push(frame));
        // The next piece comes into the same memory.
        piece.fill(0xff);
      });
      expect(received).toEqual(sent);
    }),
  );
});

it.each([
  ['an HTTP server', Buffer.from('HTTP/1.1 400 Bad Request')],
  ['less than a number of a request', framed(Buffer.alloc(3))],
  ['a negative length', Buffer.from('ffffffff', 'hex')],
])('refuses %s', (_, sent) => {
  expect(() => new FrameReader().take(sent, () => undefined)).toThrow(NoKafkaResponse);
});
