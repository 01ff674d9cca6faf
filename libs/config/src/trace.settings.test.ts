import { describe, expect, it } from 'vitest';
import { ConfigurationInvalid, readEnvironment } from './environment.js';
import { traceSettings, traceTargetOf } from './trace.settings.js';

const read = (environment: NodeJS.ProcessEnv) => traceTargetOf(readEnvironment(traceSettings, environment));

describe('where spans go', () => {
  it('is nowhere unless it is said', () => {
    expect(read({})).toBeUndefined();
    expect(read({ OTEL_EXPORTER_OTLP_ENDPOINT: '', OTEL_EXPORTER_OTLP_HEADERS: 'a=b' })).toBeUndefined();
  });

  it('is a collector, and what it wants to see', () => {
    const environment = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example/otlp/',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20a%3Db%2Cc, x-scope=clinics',
    };
    const headers = { authorization: 'Bearer a=b,c', 'x-scope': 'clinics' };
    expect(read(environment)).toEqual({ endpoint: 'https://collector.example/otlp', headers });
  });

  it.each([
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://user:s3cret@collector:4318'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://collector:4318/?key=s3cret'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 's3cret'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'a b=s3cret'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'a=s3cret%zz'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'a=s3cret%0a'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'a='],
  ])('cannot be said in %s as "%s", which is not quoted', (name, text) => {
    expect(() => read({ [name]: text })).toThrow(ConfigurationInvalid);
    expect(() => read({ [name]: text })).toThrow(`${name}: must be `);
    expect(() => read({ [name]: text })).not.toThrow('s3cret');
  });
});
