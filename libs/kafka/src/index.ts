export type { KafkaBatchServerOptions } from './batch.consumer.js';
export { KafkaBatchServer } from './batch.server.js';
export {
  decodeDelivery,
  decodeOutcome,
  encodeDelivery,
  encodeOutcome,
  InternalRecordUnreadable,
} from './delivery.codec.js';
export { type DecodedEvent, decodeEvent, encodeEvent, parseEventData } from './event.codec.js';
export {
  GatheringProducer,
  isKafkaAway,
  KafkaUnavailable,
  MAX_BACKLOG_BYTES,
  type OutgoingRecord,
  ProducerBacklogFull,
} from './gathering.producer.js';
export { KafkaClient } from './kafka.client.js';
export { KafkaModule, KafkaReadiness } from './kafka.module.js';
export type { BatchHandlerExtras, OpenRecord, RecordBatch } from './record.batch.js';
export { type ConsumedRecord, headerText } from './record.js';
export { decodeRejection } from './rejected.reader.js';
export { encodeRejected, RecordRejected } from './rejected.record.js';
export { TopicDemand } from './topic.demand.js';
export { createMissingTopics } from './topics.create.js';
export { TOPICS, type Topic, TopicNames } from './topics.js';
