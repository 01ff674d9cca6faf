import { describe, expect, it } from 'vitest';
import { DIALECTS, dialectNamed } from '#dialects';
import { customHeaderProblems } from './custom-headers.rule.js';

const standard = dialectNamed('standard');
const fieldsOf = (headers: Record<string, string>, dialect = standard) =>
  customHeaderProblems(headers, dialect).map(({ field }) => field);

describe('custom headers', () => {
  it('may be any of the receiver, credentials included', () => {
    const headers = { Authorization: 'Basic dXNlcjpwYXNz', 'X-Custom-Header': 'custom value; a="b"', 'X-Empty': '' };
    expect(fieldsOf(headers)).toEqual([]);
  });

  it.each([
    ...['Host', 'content-length', 'TRANSFER-ENCODING', 'Connection', 'Content-Type', 'content-encoding', 'Expect'],
    ...['Upgrade', 'TE', 'Trailer', 'Keep-Alive', 'HTTP2-Settings', 'Proxy-Authorization', 'proxy-connection'],
    ...['PROXY-Authenticate', 'Proxy-Anything', 'Carehook-Delivery-Id', 'carehook-anything'],
  ])('cannot be %s, which is not the webhook’s to set', (name) => {
    expect(fieldsOf({ [name]: 'x' })).toEqual([`headers.${name}`]);
  });

  it.each([
    ...['', ' ', 'a b', ' a', 'a ', 'a:', 'a:b', ':authority', 'a,b', 'a/b', '(a)', '"a"', 'a=b', '{a}', '[a]', '<a>'],
    ...['ä', 'a\r\n', 'a\r', 'a\n', 'a\nX-Other: b', 'a\t', 'a\u0000', 'a\u007f', 'Ｈost', 'x'.repeat(129)],
  ])('cannot have the name %j', (name) => {
    expect(fieldsOf({ [name]: 'x' })).toEqual([`headers.${name}`]);
  });

  it.each([
    ...[
      'a\r\nX-Other: b',
      'a\r\n\r\n{}',
      'a\nb',
      'a\rb',
      '\r\n',
      '\n',
      'a\u0000',
      '\u0000',
      '\u000b',
      '\u0008',
      '\u007f',
    ],
    ...[' a', 'a ', '\ta', 'a\t', ' ', 'ä', '\u010aX: y', '\u560d\u560a', '\u2028', '\ud800'],
  ])('cannot have the value %j', (value) => {
    expect(fieldsOf({ 'X-A': value })).toEqual(['headers.X-A']);
  });

  it.each(['a', 'a b', 'a\tb', '~', 'Bearer abc.def-_~+/=', '"quoted, with (all) kinds; of=signs"', 'x'.repeat(4_000)])(
    'can have the value %j',
    (value) => {
      expect(fieldsOf({ 'X-A': value })).toEqual([]);
    },
  );

  it('never have their values quoted', () => {
    const problems = customHeaderProblems({ 'X-A': 's3cret\n', Host: 's3cret' }, standard);
    expect(problems).toHaveLength(2);
    expect(JSON.stringify(problems)).not.toContain('s3cret');
  });

  it('differ by more than letter case', () => {
    expect(fieldsOf({ 'X-A': '1', 'x-a': '2' })).toEqual(['headers.x-a']);
  });

  it('are limited in number and length', () => {
    const many = Object.fromEntries(Array.from({ length: 33 }, (_, n) => [`X-${n}`, 'v']));
    expect(fieldsOf(many)).toEqual(['headers']);
    expect(fieldsOf({ 'X-A': 'x'.repeat(4_097) })).toEqual(['headers']);
  });

  it.each(DIALECTS.map((dialect) => [dialect.name, dialect] as const))(
    'cannot replace a header of the dialect %s, in any letter case',
    (_name, dialect) => {
      expect(fieldsOf({ 'CAREHOOK-DELIVERY-ID': 'x' }, dialect)).toEqual(['headers.CAREHOOK-DELIVERY-ID']);
      expect(fieldsOf({ 'user-agent': 'x' }, dialect)).toEqual(['headers.user-agent']);
    },
  );

  it('cannot be among those whose names depend on the event, nor answer a handshake', () => {
    const binary = dialectNamed('cloudevents-binary');
    expect(fieldsOf({ 'CE-Ward': '7', 'WebHook-Request-Origin': 'x' }, binary)).toHaveLength(2);
    expect(fieldsOf({ 'CE-Ward': '7' })).toEqual([]);
  });

  it('cannot forge a signature, but may bear the name of another dialect’s', () => {
    expect(fieldsOf({ 'Webhook-Signature': 'v1,x' })).toEqual(['headers.Webhook-Signature']);
    expect(fieldsOf({ 'Webhook-Signature': 'v1,x' }, dialectNamed('zarish-sphere'))).toEqual([]);
  });
});
