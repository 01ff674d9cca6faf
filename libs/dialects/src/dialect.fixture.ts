import type { RetryConfig } from '#domain';
import type { Dialect, OutgoingDelivery } from './dialect.js';

/** A parsed body. */
export type Body = Record<string, unknown>;
/** Headers as a receiver's framework gives them: names in lower case. */
export type ReceivedHeaders = Readonly<Record<string, string | undefined>>;

/** A receiver as the product's page shows one: whether it accepts the request. Shares no code with the dialect. */
export type Receiver = (headers: ReceivedHeaders, body: Buffer, secret: string) => boolean;

/** What one product documents, for `describeDialect`. Each dialect's folder has one: `<name>/<name>.fixture.ts`. */
export interface DialectFixture {
  /** Two secrets in the product's form, newest first. */
  readonly secrets: readonly [string, string];
  readonly signsWithEverySecret: boolean;

  /** The request as its receivers read it, where that is not simply the JSON of its body. */
  readonly read?: (request: SentRequest) => Body;
  readonly bodyKeys: readonly string[];
  /** What the body's members other than data and signatures hold. */
  bodyMembers(delivery: OutgoingDelivery): Body;
  /** Where the event's data stands in the body. */
  dataIn(body: Body): unknown;
  /** False where the product's receivers write the body again, so that it is canonical. */
  readonly splicesData: boolean;

  /** The product's headers but for signatures; may replace common ones. */
  headers(delivery: OutgoingDelivery): Record<string, string>;
  readonly signatureHeaders: readonly string[];
  /** Where the attempt's number stands, if anywhere. */
  readonly attemptIn?: (headers: ReceivedHeaders, body: Body) => number;
  readonly receivers: Readonly<Record<string, Receiver>>;

  readonly retryDelaysMs: readonly number[];
  /** Configurations, and the waits that they lead to. */
  readonly configuredRetries: readonly (readonly [RetryConfig, readonly number[]])[];
  readonly jitterRatio: number;
  readonly timeoutMs: number;
  readonly timeoutIsConfigurable: boolean;
  readonly maxAgeMs: number;
}

export interface SentRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const EXAMPLE: OutgoingDelivery = {
  deliveryId: '018c2503-0000-7000-8000-00000000d001',
  webhookId: '018c2503-0000-7000-8000-00000000a001',
  attempt: 1,
  sentAtMs: Date.UTC(2023, 11, 1, 10, 31, 2, 345),
  data: Buffer.from('{"patient":{"id":"patient-123","birthDate":"1985-06-15"}}'),
  event: {
    uid: '018c2503-0000-7000-8000-00000000e001',
    acceptedAtMs: Date.UTC(2023, 11, 1, 10, 31, 0),
    tenantId: 'clinic-a',
    id: 'evt_1234567890',
    type: 'patient.created',
    source: '/clinic-a/registry',
    subject: 'patient-123',
    time: '2023-12-01T10:30:00Z',
    contentType: 'application/json',
    extensions: {},
  },
};

export function exampleDelivery(changes: Partial<OutgoingDelivery> = {}): OutgoingDelivery {
  return { ...EXAMPLE, ...changes };
}

export function deliveryOf(data: string | Buffer, contentType = 'application/json'): OutgoingDelivery {
  return { ...EXAMPLE, data: Buffer.from(data as string), event: { ...EXAMPLE.event, contentType } };
}

/** As the sender makes it. */
export function requestOf(dialect: Dialect, delivery: OutgoingDelivery, secrets: readonly string[]): SentRequest {
  const keys = secrets.map((secret) => dialect.signingKey(secret));
  const body = dialect.envelope(delivery, keys);
  return { body, headers: dialect.headers(delivery, body, keys) };
}

export function bodyOf(body: Buffer): Body {
  return JSON.parse(body.toString('utf8')) as Body;
}

/** The members of a request, as its receivers read them. */
export function membersOf({ read }: DialectFixture, request: SentRequest): Body {
  return read ? read(request) : bodyOf(request.body);
}

export function lowerCased(headers: Readonly<Record<string, string>>): ReceivedHeaders {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
