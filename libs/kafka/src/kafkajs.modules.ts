import { createRequire } from 'node:module';
import { batchClass, batchDecoder } from './fetched.batch.js';
import { encodeProduceRequest, type ProduceRequest } from './produce.request.js';
import { decodeRecord } from './record.decode.js';

const require = createRequire(import.meta.url);

/** What kafkajs puts on the wire: it looks at no more of its own encoder than this. */
interface Encoded {
  readonly buf: Buffer;
  readonly buffer: Buffer;
  /** So many bytes in front of it are free. */
  readonly roomBefore?: number;
}

interface Request {
  readonly apiKey: number;
  readonly apiVersion: number;
  encode(): Encoded | Promise<Encoded>;
}

interface RequestToFrame {
  readonly correlationId: number;
  readonly clientId: string | null;
  readonly request: Request;
}

type GivenProduceRequest = ProduceRequest & { readonly compression?: number };

/** What stands in front of a request, without its client's name. */
const FIXED_HEAD_BYTES = 14;
/** With a name of usual length. */
const ROOM_FOR_HEAD = 128;

const PRODUCE = 'kafkajs/src/protocol/requests/produce/v3/request.js';
const FRAME = 'kafkajs/src/protocol/request.js';
const GROUP = 'kafkajs/src/producer/groupMessagesPerPartition.js';
const BATCH = 'kafkajs/src/consumer/batch.js';
const DECODE_BATCH = 'kafkajs/src/protocol/recordBatch/v0/decoder.js';
const DECODE_RECORD = 'kafkajs/src/protocol/recordBatch/record/v0/decoder.js';

const theirProduce = require(PRODUCE) as (request: GivenProduceRequest) => Request;

replaceModule(PRODUCE, produceRequest);
replaceModule(FRAME, framedRequest);
replaceModule(GROUP, messagesByPartition);
replaceModule(DECODE_RECORD, decodeRecord);
replaceModule(DECODE_BATCH, batchDecoder(require(DECODE_BATCH) as Parameters<typeof batchDecoder>[0]));
replaceModule(BATCH, batchClass(require(BATCH) as Parameters<typeof batchClass>[0]));

/**
 * kafkajs, with what it does for every record replaced. kafkajs 2.2.4 encodes a batch in a buffer for each record, each header and
 * each layer around them, all filled with zeros and copied six times, checks it byte by byte, and groups records by copying
 * those before each of them; it decodes headers by copying all that came before for each, and offsets by way of
 * objects for 64-bit integers, each of them twice more. Must be loaded before kafkajs is: take it from here. See docs/decisions/0024.
 */
export const { Kafka, logLevel, PartitionAssigners } = require('kafkajs') as typeof import('kafkajs');

function replaceModule(path: string, own: unknown): void {
  require(path);
  const loaded = require.cache[require.resolve(path)];
  if (loaded) loaded.exports = own;
}

function produceRequest(request: GivenProduceRequest) {
  const theirs = theirProduce(request);
  if (request.compression) return theirs;
  const encode = () => ({
    ...encoded(encodeProduceRequest(request, Date.now(), ROOM_FOR_HEAD)),
    roomBefore: ROOM_FOR_HEAD,
  });
  return { ...theirs, encode };
}

/** A request behind its length, what it asks for, and who asks. */
async function framedRequest({ correlationId, clientId, request }: RequestToFrame): Promise<Encoded> {
  const { buffer: payload, roomBefore = 0 } = await request.encode();
  const name = Buffer.from(clientId ?? '');
  const head = FIXED_HEAD_BYTES + name.length;
  const frame = roomBefore >= head ? withRoomBefore(payload, head) : behind(head, payload);
  frame.writeInt32BE(frame.length - 4, 0);
  frame.writeInt16BE(request.apiKey, 4);
  frame.writeInt16BE(request.apiVersion, 6);
  frame.writeInt32BE(correlationId, 8);
  frame.writeInt16BE(clientId === null ? -1 : name.length, 12);
  frame.set(name, FIXED_HEAD_BYTES);
  return encoded(frame);
}

function withRoomBefore(payload: Buffer, head: number): Buffer {
  return Buffer.from(payload.buffer, payload.byteOffset - head, head + payload.length);
}

function behind(head: number, payload: Buffer): Buffer {
  const frame = Buffer.allocUnsafe(head + payload.length);
  frame.set(payload, head);
  return frame;
}

interface MessagesToGroup<Message> {
  readonly topic: string;
  readonly partitionMetadata: readonly unknown[];
  readonly messages: readonly Message[];
  readonly partitioner: (of: { topic: string; partitionMetadata: readonly unknown[]; message: Message }) => number;
}

function messagesByPartition<Message>({ messages, partitioner, ...of }: MessagesToGroup<Message>) {
  const groups: Record<number, Message[]> = {};
  if (of.partitionMetadata.length === 0) return groups;
  for (const message of messages) {
    const partition = partitioner({ ...of, message });
    const group = groups[partition];
    if (group) group.push(message);
    else groups[partition] = [message];
  }
  return groups;
}

function encoded(buffer: Buffer): Encoded {
  return { buf: buffer, buffer };
}
