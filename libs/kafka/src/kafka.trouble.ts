const UNREACHABLE = 'Kafka cannot be reached yet';
const UNKNOWN_USER = 'Kafka refuses this user name or password';
const NOT_ALLOWED = 'Kafka does not allow this user what it needs: see the ACLs in docs/kafka.md';
/** kafkajs does not say why: a group that a user may not see looks as one whose broker is away. */
const NO_GROUP =
  'Kafka tells of no coordinator of the consumer group, or not to this user: see the ACLs in docs/kafka.md';

/** What stands in the way of Kafka, for a log that an operator reads. Whoever asks tries again all the same. */
export function kafkaTrouble(error: unknown): string {
  const causes = [...causesOf(error)];
  if (causes.some(({ name }) => name === 'KafkaJSSASLAuthenticationError')) return UNKNOWN_USER;
  if (causes.some(({ type }) => typeof type === 'string' && type.endsWith('_AUTHORIZATION_FAILED'))) return NOT_ALLOWED;
  if (causes.some(({ name }) => name === 'KafkaJSGroupCoordinatorNotFound')) return NO_GROUP;
  return UNREACHABLE;
}

/** kafkajs's classes cannot be imported by their names: an error is known by its own. `type` is a broker's answer. */
interface Cause {
  readonly name?: unknown;
  readonly type?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
}

/** kafkajs hides the first error in `cause`, and those of several topics in `errors`. */
function* causesOf(error: unknown): Generator<Cause> {
  if (typeof error !== 'object' || error === null) return;
  const { cause, errors } = error as Cause;
  yield error;
  yield* causesOf(cause);
  if (Array.isArray(errors)) for (const one of errors) yield* causesOf(one);
}
