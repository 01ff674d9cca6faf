import { createRequire } from 'node:module';
import { connect, type Socket } from 'node:net';
import type { ISocketFactory } from 'kafkajs';
import { FrameReader, NoKafkaResponse } from './frame.reader.js';

interface Connection {
  readonly socket: Socket;
  readonly authHandlers: { onSuccess(response: Buffer): void } | null;
  readonly authExpectResponse: boolean;
  readonly requestQueue: { fulfillRequest(response: Response): void };
}

interface Response {
  readonly correlationId: number;
  readonly payload: Buffer;
  /** Of the correlation id and the payload. */
  readonly size: number;
}

/** A length and a correlation id stand before the payload, in 4 bytes each. */
const LENGTH_BYTES = 4;
const HEAD_BYTES = 8;

/** As much as Node itself asks the operating system for at once. */
const READ_BYTES = 64 * 1024;
const KEEP_ALIVE_AFTER_MS = 60_000;

const require = createRequire(import.meta.url);
const theirSocketFactory = require('kafkajs/src/network/socketFactory.js') as () => ISocketFactory;

/**
 * kafkajs 2.2.4 copies what comes from a broker twice or more on its way to a response, and goes on where it was in a response when
 * another connection takes the place of one that broke. Here each byte is copied once, from the one buffer that a connection
 * reads into (see `kafkaSocket`), and what a connection began ends with it.
 */
export function readKafkajsResponsesOnce(): void {
  const { prototype } = require('kafkajs/src/network/connection.js') as {
    prototype: Connection & { processData(piece: Buffer): void };
  };
  prototype.processData = function processData(this: Connection, piece: Buffer): void {
    if (this.authHandlers && !this.authExpectResponse) return this.authHandlers.onSuccess(piece);
    try {
      readerOf(this.socket).take(piece, (frame) => deliver(this, frame));
    } catch (error) {
      if (!(error instanceof NoKafkaResponse)) throw error;
      this.socket.destroy(error);
    }
  };
}

const readers = new WeakMap<Socket, FrameReader>();

function readerOf(socket: Socket): FrameReader {
  const known = readers.get(socket);
  if (known) return known;
  const reader = new FrameReader();
  readers.set(socket, reader);
  return reader;
}

function deliver({ authHandlers, requestQueue }: Connection, frame: Buffer): void {
  if (authHandlers) return authHandlers.onSuccess(frame);
  requestQueue.fulfillRequest({
    correlationId: frame.readInt32BE(LENGTH_BYTES),
    payload: frame.subarray(HEAD_BYTES),
    size: frame.length - LENGTH_BYTES,
  });
}

/**
 * A connection to a broker. What comes is told as `data` in a buffer that is used again for what comes next, which
 * `readKafkajsResponsesOnce` allows. Encrypted connections are kafkajs' own: their data comes from OpenSSL.
 */
export const kafkaSocket: ISocketFactory = (to) => {
  if (to.ssl) return theirSocketFactory()(to);
  const tell = (bytes: number, buffer: Uint8Array) => {
    socket.emit('data', Buffer.from(buffer.buffer, buffer.byteOffset, bytes));
    return true;
  };
  const onread = { buffer: Buffer.allocUnsafeSlow(READ_BYTES), callback: tell };
  const socket = connect({ host: to.host, port: to.port, onread }, to.onConnect);
  return socket.setKeepAlive(true, KEEP_ALIVE_AFTER_MS);
};
