import { createRequire } from 'node:module';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readKafkajsResponsesOnce } from './kafkajs.responses.js';

interface Fulfilled {
  readonly correlationId: number;
  readonly payload: Buffer;
  readonly size: number;
}
interface Connection {
  processData: (this: Connection, piece: Buffer) => void;
}

const require = createRequire(import.meta.url);
const { prototype } = require('kafkajs/src/network/connection.js') as { prototype: Connection };
const theirs = prototype.processData;
readKafkajsResponsesOnce();
const ours = prototype.processData;
afterAll(() => {
  prototype.processData = theirs;
});

/** The part of a connection that reading uses, theirs and ours. */
function newConnection() {
  const fulfilled: Fulfilled[] = [];
  const authenticated: Buffer[] = [];
  const destroyed: Error[] = [];
  const onSuccess = (response: Buffer) => {
    authenticated.push(Buffer.from(response));
    connection.authHandlers = null;
  };
  const connection = {
    socket: { destroy: (error: Error) => destroyed.push(error) },
    chunks: [] as Buffer[],
    bytesBuffered: 0,
    bytesNeeded: 4,
    authHandlers: null as { onSuccess: typeof onSuccess } | null,
    authExpectResponse: true,
    requestQueue: { fulfillRequest: (response: Fulfilled) => fulfilled.push(response) },
  };
  const awaitAuthentication = () => {
    connection.authHandlers = { onSuccess };
  };
  return { connection, fulfilled, authenticated, destroyed, awaitAuthentication };
}

function responseOf(correlationId: number, payload: Uint8Array): Buffer {
  const response = Buffer.alloc(8 + payload.length);
  response.writeInt32BE(4 + payload.length, 0);
  response.writeInt32BE(correlationId, 4);
  response.set(payload, 8);
  return response;
}

describe('responses', () => {
  it('are what kafkajs makes of them, in whatever pieces they come', () => {
    const responses = fc.array(fc.tuple(fc.nat(), fc.uint8Array({ maxLength: 30 })), { maxLength: 5 });
    fc.assert(
      fc.property(responses, fc.array(fc.nat(150)), (sent, cuts) => {
        const all = Buffer.concat(sent.map(([id, payload]) => responseOf(id, payload)));
        const bounds = [0, ...cuts.map((cut) => Math.min(cut, all.length)).sort((a, b) => a - b), all.length];
        const read = (processData: typeof theirs) => {
          const { connection, fulfilled } = newConnection();
          bounds.slice(1).forEach((end, index) => {
            processData.call(connection as unknown as Connection, all.subarray(bounds[index], end));
          });
          return fulfilled;
        };
        expect(read(ours)).toEqual(read(theirs));
        expect(read(ours)).toHaveLength(sent.length);
      }),
    );
  });

  it('go to whoever authenticates, with their length, and what is not counted goes there as it comes', () => {
    const response = responseOf(7, Buffer.from('in'));
    const read = (processData: typeof theirs) => {
      const { connection, authenticated, fulfilled, awaitAuthentication } = newConnection();
      awaitAuthentication();
      for (const piece of [response.subarray(0, 5), response.subarray(5), responseOf(8, Buffer.from('after'))]) {
        processData.call(connection as unknown as Connection, piece);
      }
      awaitAuthentication();
      connection.authExpectResponse = false;
      processData.call(connection as unknown as Connection, Buffer.from('raw'));
      return { authenticated, fulfilled };
    };
    expect(read(ours)).toEqual(read(theirs));
    expect(read(ours).authenticated).toEqual([response, Buffer.from('raw')]);
  });

  it('of what is no broker end the connection', () => {
    const { connection, destroyed } = newConnection();
    ours.call(connection as unknown as Connection, Buffer.from('HTTP/1.1 400 Bad Request\r\n'));
    expect(destroyed.map(({ message }) => message)).toEqual([
      'a response of 1213486160 bytes was announced: this is no Kafka broker',
    ]);
  });
});
