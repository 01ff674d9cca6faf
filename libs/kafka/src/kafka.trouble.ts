import { KafkaJSSASLAuthenticationError } from 'kafkajs';

const UNREACHABLE = 'Kafka cannot be reached yet';
const UNKNOWN_USER = 'Kafka refuses this user name or password';
const NOT_ALLOWED = 'Kafka does not allow this user what it needs: see the ACLs in docs/kafka.md';

/** What stands in the way of Kafka, for a log that an operator reads. Whoever asks tries again all the same. */
export function kafkaTrouble(error: unknown): string {
  const causes = [...causesOf(error)];
  if (causes.some((cause) => cause instanceof KafkaJSSASLAuthenticationError)) return UNKNOWN_USER;
  if (causes.some((cause) => (cause as { type?: unknown }).type?.toString().endsWith('_AUTHORIZATION_FAILED'))) {
    return NOT_ALLOWED;
  }
  return UNREACHABLE;
}

/** kafkajs hides the first error in `cause`, and those of several topics in `errors`. */
function* causesOf(error: unknown): Generator<object> {
  if (typeof error !== 'object' || error === null) return;
  yield error;
  const { cause, errors } = error as { cause?: unknown; errors?: unknown };
  yield* causesOf(cause);
  if (Array.isArray(errors)) for (const one of errors) yield* causesOf(one);
}
