import { KafkaJSConnectionError, KafkaJSNumberOfRetriesExceeded, KafkaJSProtocolError } from 'kafkajs';
import { expect, it } from 'vitest';
import { kafkaTrouble } from './kafka.trouble.js';

/** As kafkajs makes them; not all of its classes are in its types. */
const named = (name: string, more: object = {}) => Object.assign(new KafkaJSProtocolError('no'), { name, ...more });
const refused = named('KafkaJSProtocolError', { type: 'GROUP_AUTHORIZATION_FAILED' });
const notMade = named('KafkaJSCreateTopicError', { type: 'TOPIC_AUTHORIZATION_FAILED' });

it.each<[string, unknown, RegExp]>([
  ['a wrong password', named('KafkaJSSASLAuthenticationError'), /user name or password/],
  ['what its user may not do', refused, /does not allow/],
  ['a topic that it may not make', named('KafkaJSAggregateError', { errors: [notMade] }), /does not allow/],
  ['a group that it may not see', named('KafkaJSGroupCoordinatorNotFound'), /no coordinator/],
  ['a broker that is away', new KafkaJSConnectionError('no', { broker: 'a:1' }), /cannot be reached/],
  ['anything else', undefined, /cannot be reached/],
])('tells %s', (_, error, words) => expect(kafkaTrouble(error)).toMatch(words));

it('looks behind retries', () => {
  const error = new KafkaJSNumberOfRetriesExceeded(refused, { retryCount: 3, retryTime: 1 });
  expect(kafkaTrouble(Object.assign(error, { cause: refused }))).toMatch(/does not allow/);
});
