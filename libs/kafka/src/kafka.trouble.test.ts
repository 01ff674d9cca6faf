import {
  KafkaJSAggregateError,
  KafkaJSConnectionError,
  KafkaJSCreateTopicError,
  KafkaJSGroupCoordinatorNotFound,
  KafkaJSNumberOfRetriesExceeded,
  KafkaJSProtocolError,
  KafkaJSSASLAuthenticationError,
} from 'kafkajs';
import { expect, it } from 'vitest';
import { kafkaTrouble } from './kafka.trouble.js';

const refused = Object.assign(new KafkaJSProtocolError('no'), { type: 'GROUP_AUTHORIZATION_FAILED' });
const notMade = new KafkaJSCreateTopicError(
  Object.assign(new KafkaJSProtocolError('no'), { type: 'TOPIC_AUTHORIZATION_FAILED' }),
  't',
);

it.each<[string, unknown, RegExp]>([
  ['a wrong password', new KafkaJSSASLAuthenticationError('no'), /user name or password/],
  ['what its user may not do', refused, /does not allow/],
  ['a topic that it may not make', new KafkaJSAggregateError('no', [notMade]), /does not allow/],
  ['a group that it may not see', new KafkaJSGroupCoordinatorNotFound('no'), /no coordinator/],
  ['a broker that is away', new KafkaJSConnectionError('no', { broker: 'a:1' }), /cannot be reached/],
  ['anything else', undefined, /cannot be reached/],
])('tells %s', (_, error, words) => expect(kafkaTrouble(error)).toMatch(words));

it('looks behind retries', () => {
  const error = new KafkaJSNumberOfRetriesExceeded(refused, { retryCount: 3, retryTime: 1 });
  expect(kafkaTrouble(Object.assign(error, { cause: refused }))).toMatch(/does not allow/);
});
