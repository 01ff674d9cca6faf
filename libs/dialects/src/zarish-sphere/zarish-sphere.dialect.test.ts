import { describe, expect, it } from 'vitest';
import { deliveryOf, exampleDelivery } from '../dialect.fixture.js';
import { zarishSphere } from './zarish-sphere.dialect.js';

const KEYS = [zarishSphere.signingKey('webhook-secret-key')];
/** Of the body without its signature, made with Python's hmac. */
const SIGNATURE = 'f28b518ca8fd8077d739960dc6edb75b82710ceb8689d52d07debf7910c3ca03';
const bodyOfData = (data: string) => zarishSphere.envelope(deliveryOf(data), KEYS).toString();

describe('zarish-sphere', () => {
  it('writes the body as the page shows it', () => {
    expect(zarishSphere.envelope(exampleDelivery(), KEYS).toString()).toBe(
      '{"webhookId":"018c2503-0000-7000-8000-00000000a001","eventType":"patient.created",' +
        '"timestamp":"2023-12-01T10:30:00Z","version":"1.0",' +
        '"data":{"patient":{"id":"patient-123","birthDate":"1985-06-15"}},' +
        `"signature":"sha256=${SIGNATURE}","id":"evt_1234567890"}`,
    );
  });

  it.each(['[ 500.00, 1e2, -0 ]', '{ "b":1, "10":2, "9":3, "b":"\\u0041" }', '"\\ud800"'])(
    'writes %s so that JSON.stringify(JSON.parse(body)) changes nothing',
    (data) => {
      const body = bodyOfData(data);
      expect(JSON.stringify(JSON.parse(body))).toBe(body);
    },
  );

  it('gives the value of no number up for that', () => {
    expect(bodyOfData('[12345678901234567890,1e400,500.00]')).toContain('"data":[12345678901234567890,1e400,500]');
  });

  it('escapes what an event may bring along', () => {
    const delivery = exampleDelivery();
    const body = zarishSphere.envelope({ ...delivery, event: { ...delivery.event, id: 'a"\\\n' } }, KEYS).toString();
    expect((JSON.parse(body) as { id: string }).id).toBe('a"\\\n');
  });

  it('refuses data that promises JSON and is none', () => {
    expect(() => bodyOfData('{"a":')).toThrow(expect.objectContaining({ name: 'InvalidJson' }));
  });

  it.each([
    ['patientIds', /^(patient\..*|encounter\.created|observation\.created|medication\..*)$/],
    ['severity', /^(observation\.abnormal|system\..*|security\.breach)$/],
    ['department', /^medication\.administered$/],
    ['organizationId', /^$/],
  ])('finds the filter name %s in the examples that hold it', (name, holders) => {
    const paths = zarishSphere.filterAliases[name]?.paths ?? [];
    const found = zarishSphere.catalogue.filter(({ example }) => paths.some((path) => holds(example, path.split('.'))));
    const types = zarishSphere.catalogue.map(({ type }) => type);
    expect(found.map(({ type }) => type)).toEqual(types.filter((type) => holders.test(type)));
  });

  it('knows the twelve event types of the page', () => {
    expect(zarishSphere.catalogue.map(({ type }) => type)).toEqual([
      'patient.created',
      'patient.updated',
      'patient.deleted',
      'encounter.created',
      'encounter.status-changed',
      'observation.created',
      'observation.abnormal',
      'medication.ordered',
      'medication.administered',
      'system.maintenance',
      'system.alert',
      'security.breach',
    ]);
  });

  it.each([
    ['short', 'must have 8 to 256 characters'],
    ['webhook-secret-key', undefined],
    ['s'.repeat(257), 'must have 8 to 256 characters'],
  ])('judges a secret (%#)', (secret, problem) => {
    expect(zarishSphere.secretProblem(secret)).toBe(problem);
  });
});

function holds(value: unknown, [step, ...rest]: string[]): boolean {
  if (step === undefined) return true;
  if (typeof value !== 'object' || value === null) return false;
  const members = value as Record<string, unknown>;
  return step === '*'
    ? Object.values(members).some((member) => holds(member, rest))
    : step in members && holds(members[step], rest);
}
