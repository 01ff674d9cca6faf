import { randomBytes } from 'node:crypto';
import { type Dialect, sampleDelivery } from '#dialects';
import { deliveryId, eventUid, type FieldProblem } from '#domain';

const MAX_HEADERS = 32;
const MAX_NAME_LENGTH = 128;
/** Names and values together; receivers commonly take 8 to 16 KiB of all headers. */
const MAX_TOTAL_LENGTH = 4_096;

/** RFC 9110, section 5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** RFC 9110, section 5.5, without its obsolete bytes: printable ASCII, blanks only inside. */
const FIELD_VALUE = /^(?:[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?)?$/;

/** What belongs to the connection or says how the body is to be read. */
const RESERVED = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
/** Whole families: what is said to proxies, and what Carehook says of its own. */
const RESERVED_PREFIXES = ['proxy-', 'carehook-'];

/** What is wrong with a webhook's own headers; nothing when they are sound. Never quotes a value. */
export function customHeaderProblems(headers: Readonly<Record<string, string>>, dialect: Dialect): FieldProblem[] {
  const names = Object.keys(headers);
  if (names.length > MAX_HEADERS) return [{ field: 'headers', reason: `at most ${MAX_HEADERS} headers` }];
  if (totalLength(headers) > MAX_TOTAL_LENGTH) {
    return [{ field: 'headers', reason: `at most ${MAX_TOTAL_LENGTH} characters in all names and values` }];
  }
  const taken = new Set<string>();
  const dialectNames = headerNamesOf(dialect);
  return names.flatMap((name) => {
    const lowerCase = name.toLowerCase();
    const reason = nameProblem(name, dialectNames, dialect.headerPrefix) ?? valueProblem(headers[name] ?? '');
    const repeated = taken.has(lowerCase) ? 'is given twice; names differ by more than letter case' : undefined;
    taken.add(lowerCase);
    const problem = reason ?? repeated;
    return problem === undefined ? [] : [{ field: `headers.${name}`, reason: problem }];
  });
}

function nameProblem(name: string, dialectNames: ReadonlySet<string>, dialectPrefix?: string): string | undefined {
  if (!TOKEN.test(name) || name.length > MAX_NAME_LENGTH) return 'is not a valid name of an HTTP header';
  const lowerCase = name.toLowerCase();
  if (isReserved(lowerCase)) return 'cannot be set: Carehook or the connection decides it';
  const isDialects =
    dialectNames.has(lowerCase) || (dialectPrefix !== undefined && lowerCase.startsWith(dialectPrefix.toLowerCase()));
  return isDialects ? "cannot be set: the webhook's dialect sends it" : undefined;
}

function isReserved(lowerCase: string): boolean {
  return RESERVED.has(lowerCase) || RESERVED_PREFIXES.some((prefix) => lowerCase.startsWith(prefix));
}

function valueProblem(value: string): string | undefined {
  return FIELD_VALUE.test(value) ? undefined : 'must be printable ASCII without blanks at its ends';
}

function totalLength(headers: Readonly<Record<string, string>>): number {
  return Object.entries(headers).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
}

/**
 * The names of all headers that a dialect ever sends, in lower case, but for those with its `headerPrefix`: read off a
 * delivery signed for the purpose.
 */
function headerNamesOf(dialect: Dialect): ReadonlySet<string> {
  const known = HEADER_NAMES.get(dialect);
  if (known) return known;
  const keys = [dialect.signingKey(dialect.makeSecret(randomBytes(32)))];
  const sent = {
    ...dialect.headers(SAMPLE, SAMPLE.data, keys),
    ...dialect.batch?.headers([SAMPLE], SAMPLE.data, keys),
    ...dialect.handshake?.headers('sample'),
  };
  const names = new Set(Object.keys(sent).map((name) => name.toLowerCase()));
  HEADER_NAMES.set(dialect, names);
  return names;
}

const HEADER_NAMES = new WeakMap<Dialect, ReadonlySet<string>>();

const SAMPLE_UID = eventUid(0, 'sample', 'sample', 'sample');
const SAMPLE = sampleDelivery({
  ...{ type: 'sample', data: {}, tenantId: 'sample', eventId: 'sample', eventUid: SAMPLE_UID, webhookId: SAMPLE_UID },
  ...{ deliveryId: deliveryId(0, SAMPLE_UID, 'sample'), atMs: 0 },
});
