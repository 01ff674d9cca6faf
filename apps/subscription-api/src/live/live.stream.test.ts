import { expect, it } from 'vitest';
import { type LiveSink, LiveStream, MAX_ROWS_PER_SECOND } from './live.stream.js';

function streamInto() {
  const sink = { text: '', pendingBytes: 0, isDropped: false };
  const calls: LiveSink = {
    begin: () => undefined,
    write: (text) => {
      sink.text += text;
    },
    get pendingBytes() {
      return sink.pendingBytes;
    },
    end: () => undefined,
    drop: () => {
      sink.isDropped = true;
    },
  };
  const stream = new LiveStream(calls);
  stream.offer('row', () => ({ early: true }));
  stream.begin({});
  sink.text = sink.text.replace('event: ready\ndata: {}\n\n', '');
  return { stream, sink };
}
const rowsOf = (text: string) => text.split('event: row').length - 1;
const offer = (stream: LiveStream, times: number) => {
  for (let n = 0; n < times; n += 1) stream.offer('row', () => ({ n }));
};

it('sends rows as server-sent events, and none before it has begun', () => {
  const { stream, sink } = streamInto();
  stream.offer('row', () => ({ a: 'x\ny' }));
  expect(sink.text).toBe('event: row\ndata: {"a":"x\\ny"}\n\n');
});

it('sends at most so many rows a second, makes no others, and says how many it left out', () => {
  const { stream, sink } = streamInto();
  offer(stream, MAX_ROWS_PER_SECOND);
  stream.offer('row', () => expect.fail('made'));
  offer(stream, 6);
  expect(rowsOf(sink.text)).toBe(MAX_ROWS_PER_SECOND);
  stream.tick();
  expect(sink.text).toContain('event: skipped\ndata: {"skipped":7}\n\n');
  offer(stream, 1);
  stream.tick();
  expect(rowsOf(sink.text)).toBe(MAX_ROWS_PER_SECOND + 1);
  expect(sink.text.match(/skipped"/g)).toHaveLength(1);
});

it('writes nothing to a reader that does not read, and drops it after a minute', () => {
  const { stream, sink } = streamInto();
  sink.pendingBytes = 100_000;
  offer(stream, 3);
  for (let second = 1; second < 60; second += 1) expect(stream.tick()).toBe(false);
  expect([sink.text, sink.isDropped]).toEqual(['', false]);
  stream.tick();
  expect(sink.isDropped).toBe(true);
});

it('goes on with a reader that reads again', () => {
  const { stream, sink } = streamInto();
  sink.pendingBytes = 100_000;
  offer(stream, 3);
  stream.tick();
  sink.pendingBytes = 0;
  stream.tick();
  offer(stream, 1);
  expect(sink.text).toContain('{"skipped":3}');
  expect(rowsOf(sink.text)).toBe(1);
});

it('shows every 15 seconds that it is there', () => {
  const { stream, sink } = streamInto();
  const beats = Array.from({ length: 30 }, () => stream.tick()).filter(Boolean);
  expect(beats).toHaveLength(2);
  expect(sink.text).toBe(': still here\n\n: still here\n\n');
});
