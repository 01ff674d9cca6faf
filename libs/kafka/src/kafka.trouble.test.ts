import * as kafkajs from 'kafkajs';
import { expect, it } from 'vitest';
import { kafkaTrouble } from './kafka.trouble.js';

/** kafkajs' types leave out one of its errors, and what others are made with. */
const errors = kafkajs as unknown as Record<string, new (...parameters: unknown[]) => Error>;

function thrown(name: string, ...parameters: unknown[]): Error {
  const ErrorClass = errors[name];
  if (!ErrorClass) throw new RangeError(`kafkajs has no ${name}`);
  return new ErrorClass(...parameters);
}

const refusal = (type: string) => Object.assign(thrown('KafkaJSProtocolError', 'no'), { type });
const refused = refusal('GROUP_AUTHORIZATION_FAILED');
const notMade = thrown('KafkaJSCreateTopicError', refusal('TOPIC_AUTHORIZATION_FAILED'), 't');

it.each<[string, unknown, RegExp]>([
  ['a wrong password', thrown('KafkaJSSASLAuthenticationError', 'no'), /user name or password/],
  ['what its user may not do', refused, /does not allow/],
  ['a topic that it may not make', thrown('KafkaJSAggregateError', 'no', [notMade]), /does not allow/],
  ['a group that it may not see', thrown('KafkaJSGroupCoordinatorNotFound', 'no'), /no coordinator/],
  ['a broker that is away', thrown('KafkaJSConnectionError', 'no', { broker: 'a:1' }), /cannot be reached/],
  ['anything else', undefined, /cannot be reached/],
])('tells %s', (_, error, words) => expect(kafkaTrouble(error)).toMatch(words));

it('looks behind retries', () => {
  const error = thrown('KafkaJSNumberOfRetriesExceeded', refused, { retryCount: 3, retryTime: 1 });
  expect(kafkaTrouble(Object.assign(error, { cause: refused }))).toMatch(/does not allow/);
});
