import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigurationInvalid, integer, list, readEnvironment } from './environment.js';
import {
  httpSettings,
  kafkaSettings,
  masterKeySettings,
  masterKeysOf,
  postgresSettings,
  proxyUrl,
  targetSettings,
} from './settings.js';

function problemsOf(read: () => unknown): Record<string, string> {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigurationInvalid) {
      return Object.fromEntries(error.problems.map(({ variable, reason }) => [variable, reason]));
    }
    throw error;
  }
  return {};
}

describe('readEnvironment', () => {
  const everything = { ...httpSettings, ...postgresSettings, ...kafkaSettings, ...masterKeySettings };

  it('names every wrong variable, and each missing one', () => {
    const problems = problemsOf(() =>
      readEnvironment(everything, {
        PORT: '70000',
        LOG_LEVEL: 'loud',
        DATABASE_URL: 'mysql://x',
        KAFKA_PARTITIONS: '1.5',
      }),
    );
    expect(Object.keys(problems).sort()).toEqual([
      'CAREHOOK_MASTER_KEY',
      'DATABASE_URL',
      'KAFKA_BROKERS',
      'KAFKA_PARTITIONS',
      'LOG_LEVEL',
      'PORT',
    ]);
    expect(problems.CAREHOOK_MASTER_KEY).toBe('is required');
    expect(problems.KAFKA_BROKERS).toBe('is required');
    expect(problems.DATABASE_URL).toBe('must be a postgres:// URL');
  });

  it('names them all in its message, one a line', () => {
    const read = () =>
      readEnvironment(everything, { PORT: 'x', DATABASE_URL: 'postgres://h/d', KAFKA_BROKERS: 'h:9092' });
    expect(read).toThrow(/^configuration:\n {2}PORT: .+\n {2}CAREHOOK_MASTER_KEY: is required$/);
  });

  it('never quotes a secret', () => {
    const read = () =>
      readEnvironment(everything, {
        DATABASE_URL: 'mysql://u:s3cret@h',
        CAREHOOK_MASTER_KEY: 's3cret',
        KAFKA_BROKERS: 'h:1',
      });
    expect(read).toThrow(ConfigurationInvalid);
    expect(read).not.toThrow('s3cret');
  });

  it('fills in what is not set', () => {
    expect(readEnvironment(kafkaSettings, { KAFKA_BROKERS: 'a:9092' })).toEqual({
      KAFKA_BROKERS: ['a:9092'],
      KAFKA_TOPIC_PREFIX: 'carehook.',
      KAFKA_PARTITIONS: 6,
      KAFKA_REPLICATION_FACTOR: 1,
      KAFKA_RETENTION_HOURS: 168,
      EVENT_TOPICS: [],
      KAFKA_TLS: false,
    });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readEnvironment({ PORT: integer(0).default(7) }, { PORT: '' })).toEqual({ PORT: 7 });
    expect(problemsOf(() => readEnvironment({ NAME: z.string() }, { NAME: '' }))).toEqual({ NAME: 'is required' });
  });

  it('takes an empty DELIVERY_ALLOWED_NETWORKS for none at all', () => {
    const shape = { DELIVERY_ALLOWED_NETWORKS: list.default(['127.0.0.0/8']) };
    expect(readEnvironment(shape, { DELIVERY_ALLOWED_NETWORKS: '' })).toEqual({ DELIVERY_ALLOWED_NETWORKS: [] });
    expect(readEnvironment(shape, {})).toEqual({ DELIVERY_ALLOWED_NETWORKS: ['127.0.0.0/8'] });
    expect(readEnvironment(targetSettings, {}).DELIVERY_ALLOWED_NETWORKS).toEqual([]);
  });

  it('looks only at the variables that it was asked for', () => {
    expect(readEnvironment({ A: z.string() }, { A: '1', B: '2' })).toEqual({ A: '1' });
  });
});

describe('a list', () => {
  it('is separated by commas; blanks and empty entries do not count', () => {
    expect(list.parse(' a:1, b:2 ,,c:3,')).toEqual(['a:1', 'b:2', 'c:3']);
  });

  it('of brokers must name one', () => {
    expect(problemsOf(() => readEnvironment(kafkaSettings, { KAFKA_BROKERS: ' , ' }))).toEqual({
      KAFKA_BROKERS: 'must name at least one host:port',
    });
  });
});

describe('EVENT_TOPICS', () => {
  const read = (text: string) =>
    readEnvironment(kafkaSettings, { KAFKA_BROKERS: 'a:1', EVENT_TOPICS: text }).EVENT_TOPICS;

  it('names topics and the tenant that each is of', () => {
    expect(read('hospital-a.events=hospital-a, b.events = clinic-b')).toEqual([
      { topic: 'hospital-a.events', tenantId: 'hospital-a' },
      { topic: 'b.events', tenantId: 'clinic-b' },
    ]);
  });

  it('may be empty', () => {
    expect(read('')).toEqual([]);
  });

  it.each(['topic', '=tenant', 'topic=', 'a=b=c'])('is not understood as "%s"', (text) => {
    expect(problemsOf(() => read(`good=one,${text}`))).toEqual({
      EVENT_TOPICS: `"${text}" is not of the form topic=tenant`,
    });
  });
});

describe('the URL of a proxy', () => {
  const read = (text: string) => readEnvironment({ PROXY: proxyUrl }, { PROXY: text }).PROXY;

  it.each(['http://proxy.example:3128', 'https://proxy.example/', 'http://user:p%40ss@10.0.0.1:8080'])(
    'may be %s',
    (text) => {
      expect(read(text)).toBe(text);
    },
  );

  it.each([
    'proxy.example:3128',
    'socks5://u:s3cret@h:1',
    'http://u:s3cret@h/path',
    'http://u:s3cret@h/?q',
    'http://',
    'http://u:s3cret@h:99999',
    'http://u:s3cret%zz@h',
  ])('cannot be %s, and is not quoted', (text) => {
    expect(() => read(text)).toThrow('PROXY: must be http:// or https://');
    expect(() => read(text)).not.toThrow('s3cret');
  });
});

describe('settings that a library reads later', () => {
  it('are refused at the start under their own name', () => {
    const problems = problemsOf(() =>
      readEnvironment(
        { ...masterKeySettings, ...targetSettings },
        {
          CAREHOOK_MASTER_KEY: 'x'.repeat(64),
          DELIVERY_ALLOWED_NETWORKS: '10.0.0.0/8,my-network',
          DELIVERY_DENIED_NETWORKS: 'x',
        },
      ),
    );
    expect(Object.keys(problems).sort()).toEqual([
      'CAREHOOK_MASTER_KEY',
      'DELIVERY_ALLOWED_NETWORKS',
      'DELIVERY_DENIED_NETWORKS',
    ]);
  });

  it('may be several: the current master key, then the old ones, none of which is quoted', () => {
    const [current, old, older] = ['1', '2', '3'].map((digit) => digit.repeat(64)) as [string, string, string];
    const read = (keys: string) =>
      readEnvironment(masterKeySettings, { CAREHOOK_MASTER_KEY: current, CAREHOOK_OLD_MASTER_KEYS: keys });
    expect(masterKeysOf(read(`${old}, ${older}`))).toEqual([current, old, older]);
    expect(masterKeysOf(read(''))).toEqual([current]);
    expect(problemsOf(() => read(`${old},s3cret`))).toEqual({
      CAREHOOK_OLD_MASTER_KEYS: 'must each be 32 bytes, as 64 hexadecimal digits or base64',
    });
  });
});
