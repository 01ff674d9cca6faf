import { describe, expect, it } from 'vitest';
import type { StackFacts } from '../../local-stack/src/stack.facts.js';
import { connectionOf } from './connection.settings.js';

const stack: StackFacts = {
  urls: { api: 'http://127.0.0.1:3000', ingest: 'http://127.0.0.1:3001' },
  kafka: { brokers: [], topicPrefix: '' },
  databaseUrl: '',
  tenant: 'default',
  adminKey: 'chk_of_the_stack',
  processes: [],
};

describe('the connection', () => {
  it('is the local stack that runs, where nothing else is said', () => {
    expect(connectionOf({}, {}, stack)).toEqual({
      apiUrl: 'http://127.0.0.1:3000',
      ingestUrl: 'http://127.0.0.1:3001',
      key: 'chk_of_the_stack',
    });
  });

  it('is what options say, before the environment', () => {
    const env = { CAREHOOK_URL: 'https://b.example', CAREHOOK_API_KEY: 'b', CAREHOOK_INGEST_URL: '' };
    expect(connectionOf({ url: 'https://a.example/', key: 'a' }, env, stack)).toEqual({
      apiUrl: 'https://a.example',
      ingestUrl: 'https://a.example',
      key: 'a',
    });
    expect(connectionOf({}, env, stack)).toMatchObject({ apiUrl: 'https://b.example', key: 'b' });
  });

  it("never sends the local stack's key elsewhere", () => {
    expect(() => connectionOf({ url: 'https://a.example' }, {}, stack)).toThrow('--key');
  });

  it('says what is missing or wrong', () => {
    expect(() => connectionOf({ url: 'carehook.example', key: 'a' }, {}, stack)).toThrow('--url');
  });
});
