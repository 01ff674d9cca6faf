import { beforeEach, expect, it } from 'vitest';
import { eventNumberIn } from './event-number.find.js';
import { RequestParser, RequestUnreadable } from './request.parser.js';

let bodies: string[];
let parser: RequestParser;
beforeEach(() => {
  bodies = [];
  parser = new RequestParser((bytes, start, end) => bodies.push(bytes.toString('utf8', start, end)));
});

function request(body: string, lengthHeader = 'content-length'): string {
  return `POST / HTTP/1.1\r\nhost: x\r\n${lengthHeader}: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

it('reads requests that follow each other without waiting', () => {
  parser.push(Buffer.from(request('one') + request('', 'Content-Length') + request('drei und äöü')));
  expect(bodies).toEqual(['one', '', 'drei und äöü']);
});

it('reads the same wherever the bytes are cut', () => {
  const bytes = Buffer.from(request('{"n":1}') + request('{"n":2}'));
  for (let size = 1; size < bytes.length; size += 1) {
    bodies = [];
    for (let at = 0; at < bytes.length; at += size) parser.push(bytes.subarray(at, at + size));
    expect(bodies).toEqual(['{"n":1}', '{"n":2}']);
  }
});

it('takes a request without content-length as one without a body', () => {
  parser.push(Buffer.from('GET / HTTP/1.1\r\nhost: x\r\n\r\n' + request('next')));
  expect(bodies).toEqual(['', 'next']);
});

it('refuses bodies in chunks and heads without end instead of misreading them', () => {
  expect(() => parser.push(Buffer.from('POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n'))).toThrow(
    RequestUnreadable,
  );
  expect(() => new RequestParser(() => undefined).push(Buffer.alloc(70_000, 'x'))).toThrow(RequestUnreadable);
});

it('finds the number of an event within its own body only', () => {
  const bytes = Buffer.from('{"n":1,"a":2}{"data":{"n":4711}}{}');
  expect(eventNumberIn(bytes, 0, 13)).toBe(1);
  expect(eventNumberIn(bytes, 13, 32)).toBe(4711);
  expect(eventNumberIn(bytes, 32, 34)).toBe(-1);
  expect(eventNumberIn(Buffer.from('{"n":"x"}'), 0, 9)).toBe(-1);
});
