import type { EventShape } from '../bench.event.js';

/** Events number `first` to `first + count - 1`, of one shape. */
export interface EventRange {
  readonly first: number;
  readonly count: number;
  readonly shape: EventShape;
}

export interface IngestTarget {
  /** Of event-ingest. */
  readonly url: string;
  readonly key: string;
}

export interface KafkaTarget {
  readonly brokers: readonly string[];
  readonly topicPrefix: string;
}

/** When each event of a range was accepted (answered 202, or acknowledged by Kafka), on the clock of `nowMs`. */
export interface Published {
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly acceptedAtMs: Float64Array;
}

/** Of an open loop: also when each event was due, and when its request was made. */
export interface PublishedAtRate extends Published {
  readonly dueAtMs: Float64Array;
  readonly sentAtMs: Float64Array;
}

/** What the load's process can be asked. */
export interface LoadCalls {
  /** Signs and posts `count` bodies straight to a receiver: what a sender could do at most. */
  raw: {
    argument: EventRange & { readonly url: string; readonly connections: number };
    result: { readonly startedAtMs: number; readonly endedAtMs: number; readonly tookMs: Float64Array };
  };
  /** Publishes over HTTP in a closed loop, `perRequest` events a request, as an array or as lines. */
  http: {
    argument: EventRange & {
      readonly target: IngestTarget;
      readonly perRequest: number;
      readonly form: 'json' | 'ndjson';
      readonly publishers: number;
    };
    result: Published;
  };
  /** Publishes over HTTP, one event a request, each when it is due. */
  httpAtRate: {
    argument: EventRange & { readonly target: IngestTarget; readonly perSecond: number };
    result: PublishedAtRate;
  };
  /** Publishes to Kafka as a clinical system with a client of its own: CloudEvents in binary mode, with ids. */
  kafka: { argument: EventRange & { readonly target: KafkaTarget }; result: Published };
  /** Fills the outcomes topic as a sender would that delivered so many events of one webhook. */
  outcomes: {
    argument: { readonly target: KafkaTarget; readonly count: number; readonly webhookId: string };
    result: void;
  };
}
