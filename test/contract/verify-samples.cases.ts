import { DIALECTS, type Dialect, type OutgoingDelivery } from '#dialects';
import { VERIFY_ROWS } from './verify-samples.page.js';

/** A request and the receiver's secret, and what a correct receiver says of them. */
export interface VerifyCase {
  readonly name: string;
  readonly accepts: boolean;
  /** One line of a driver's input: the scheme and base64 fields, `-` for a header that is missing. */
  readonly line: string;
}

type Text = string | undefined;

const [NEWEST, OLDER] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const MINUTE_MS = 60_000;
const GARBAGE: readonly Text[] = [
  undefined,
  '',
  ' ',
  'sha256=',
  'sha256',
  'v1,',
  ',,, v1 v1,, v9,AAAA',
  'é🙂\u0000',
  '0'.repeat(64),
  `sha256=${'g'.repeat(64)}`,
  `v1,${'ü'.repeat(44)}`,
  'x'.repeat(10_000),
];
const GARBAGE_TIMES: readonly Text[] = [
  undefined,
  '',
  'now',
  '-1',
  '1e9',
  '٣',
  '1_0',
  'NaN',
  '9'.repeat(30),
  '9'.repeat(5_000),
];

/** Of every dialect, with requests as its sender makes them at `nowMs`. */
export function verifyCases(nowMs: number): VerifyCase[] {
  return DIALECTS.flatMap((dialect) => casesOf(dialect, nowMs)).map((one) => ({ ...one, line: one.line.join(' ') }));
}

function casesOf(dialect: Dialect, nowMs: number) {
  const scheme = VERIFY_ROWS.get(dialect.name)?.scheme;
  if (!scheme) return [];
  return (scheme === 'hex' ? hexCases(dialect, nowMs) : standardCases(dialect, nowMs)).map(([what, accepts, line]) => ({
    name: `${dialect.name}: ${what}`,
    accepts,
    line: [scheme, ...line.map((field) => (field === undefined ? '-' : Buffer.from(field).toString('base64')))],
  }));
}

type Case = readonly [what: string, accepts: boolean, fields: readonly (Text | Buffer)[]];

function hexCases(dialect: Dialect, nowMs: number): Case[] {
  const { headers: names = [], prefix = '' } = VERIFY_ROWS.get(dialect.name) ?? {};
  const [secret, other] = [dialect.makeSecret(NEWEST), dialect.makeSecret(OLDER)];
  const { body, headers } = request(dialect, nowMs, [secret]);
  const [signature] = names.map((name) => headers[name]);
  const digest = signature?.slice(prefix.length);
  return [
    ...names.map((name): Case => [`signed in ${name}`, true, [body, headers[name], secret, prefix]]),
    ['another secret', false, [body, signature, other, prefix]],
    ['a changed body', false, [tampered(body), signature, secret, prefix]],
    ['another prefix', false, [body, `sha1=${digest}`, secret, prefix]],
    ['a signature cut short', false, [body, signature?.slice(0, -1), secret, prefix]],
    ...GARBAGE.map((header, n): Case => [`garbage ${n}`, false, [body, header, secret, prefix]]),
  ];
}

function standardCases(dialect: Dialect, nowMs: number): Case[] {
  const [secret, older, other] = [NEWEST, OLDER, Buffer.alloc(32, 3)].map((bytes) => dialect.makeSecret(bytes));
  const sent = (atMs: number) => {
    const { body, headers } = request(dialect, atMs, [secret as string, older as string]);
    return [body, headers['webhook-id'], headers['webhook-timestamp'], headers['webhook-signature']] as const;
  };
  const [body, id, time, signatures] = sent(nowMs);
  return [
    ['signed', true, [...sent(nowMs), secret]],
    ['one of several signatures', true, [...sent(nowMs), older]],
    ['beside signatures of other kinds', true, [body, id, time, `v1a,AAAA  v1,é ${signatures}`, secret]],
    ['four minutes old', true, [...sent(nowMs - 4 * MINUTE_MS), secret]],
    ['six minutes old', false, [...sent(nowMs - 6 * MINUTE_MS), secret]],
    ['six minutes ahead', false, [...sent(nowMs + 6 * MINUTE_MS), secret]],
    ['another secret', false, [body, id, time, signatures, other]],
    ['a changed body', false, [tampered(body), id, time, signatures, secret]],
    ['another id', false, [body, 'msg_é', time, signatures, secret]],
    ['no id', false, [body, undefined, time, signatures, secret]],
    ['another time', false, [body, id, String(Number(time) - 1), signatures, secret]],
    ...GARBAGE_TIMES.map((text, n): Case => [`garbage time ${n}`, false, [body, id, text, signatures, secret]]),
    ...GARBAGE.map((header, n): Case => [`garbage ${n}`, false, [body, id, time, header, secret]]),
  ];
}

function request(dialect: Dialect, sentAtMs: number, secrets: readonly string[]) {
  const delivery: OutgoingDelivery = {
    deliveryId: '018c2503-0000-7000-8000-00000000d001',
    webhookId: '018c2503-0000-7000-8000-00000000a001',
    attempt: 1,
    sentAtMs,
    // Bytes that a parser and a writer of JSON would not give back.
    data: Buffer.from(' {"b" : 1.00,\n"patient":{"id":12345678901234567890,"name":"Zoë \\u0041 😀"}\t}'),
    event: {
      uid: '018c2503-0000-7000-8000-00000000e001',
      acceptedAtMs: sentAtMs,
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
  const keys = secrets.map((secret) => dialect.signingKey(secret));
  const body = dialect.envelope(delivery, keys);
  return { body, headers: dialect.headers(delivery, body, keys) };
}

function tampered(body: Buffer): Buffer {
  return Buffer.from(body.toString().replace('Zoë', 'Zoe'));
}
