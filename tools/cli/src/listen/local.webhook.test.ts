import { describe, expect, it } from 'vitest';
import { DIALECTS, dialectNamed } from '#dialects';
import { parseFilter } from '#filters';
import { eventOfAnswer } from './event.answer.js';
import { type LocalWebhook, localRequest, wants } from './local.webhook.js';

const DATA = '{"value":1.00,"ward":"A1"}';
const ANSWER =
  '{"uid":"01a1fd52-8c94-750e-8b57-2c6b776116ef","id":"e-1","type":"lab.result","source":"/lab","subject":null,' +
  '"time":"2026-03-07T12:00:00Z","contentType":"application/json","extensions":{},' +
  `"acceptedAt":"2026-03-07T12:00:01.000Z","schemaProblems":null,"data":${DATA}}`;
const { event, data } = eventOfAnswer(Buffer.from(ANSWER), 'clinic');

function webhookOf(given: Partial<LocalWebhook> = {}): LocalWebhook {
  const dialect = given.dialect ?? dialectNamed('standard');
  const secret = dialect.makeSecret(Buffer.alloc(32, 7));
  return {
    ...{ id: '01a1fd52-8bdd-788f-a451-28ef1aab4939', dialect, secret, events: ['lab.*'], filter: undefined },
    ...{ headers: { 'X-Ours': 'yes' }, isBatched: false, ...given },
  };
}

it('takes the data out of an answer byte for byte', () => {
  expect(data.toString()).toBe(DATA);
  const binary = ANSWER.replace(`"data":${DATA}`, '"dataBase64":"AAEC"');
  expect(eventOfAnswer(Buffer.from(binary), 'clinic').data).toEqual(Buffer.from([0, 1, 2]));
});

describe('a local webhook', () => {
  it('wants what it subscribed to and its filter takes', () => {
    const wanted = (given: Partial<LocalWebhook>) => wants(webhookOf(given), event, data);
    expect(wanted({})).toBe(true);
    expect(wanted({ events: ['patient.*'] })).toBe(false);
    expect(wanted({ filter: parseFilter({ ward: 'A1' }) })).toBe(true);
    expect(wanted({ filter: parseFilter({ ward: 'B2' }) })).toBe(false);
  });

  it.each(DIALECTS.map((dialect) => [dialect.name, dialect] as const))('is sent a request of %s', (_, dialect) => {
    const { body, headers } = localRequest(webhookOf({ dialect }), event, data, 0);
    expect(body.length).toBeGreaterThan(0);
    expect(headers).toMatchObject({ 'X-Ours': 'yes' });
  });

  it('is signed with its secret over the bytes as they were published', () => {
    const { body, headers } = localRequest(
      webhookOf({ dialect: dialectNamed('c4hxp'), secret: 'a secret' }),
      event,
      data,
      0,
    );
    expect(body.toString()).toContain(DATA);
    expect(headers).toHaveProperty('X-C4HXP-Signature');
    const other = localRequest(webhookOf({ dialect: dialectNamed('c4hxp'), secret: 'another' }), event, data, 0);
    expect(other.headers).not.toEqual(headers);
  });

  it('gets batches of one where it reads batches', () => {
    const { body } = localRequest(webhookOf({ dialect: dialectNamed('cloudevents'), isBatched: true }), event, data, 0);
    expect(JSON.parse(body.toString())).toHaveLength(1);
  });
});
