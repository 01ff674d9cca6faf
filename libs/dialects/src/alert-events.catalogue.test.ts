import { expect, it } from 'vitest';
import { ALERT_EVENT_TYPES } from '#domain';
import { dataSchemaProblems, dataValidator } from '#payload-schemas';
import { ALERT_EVENTS_CATALOGUE } from './alert-events.catalogue.js';

it("describes each of Carehook's own event types", () => {
  expect(ALERT_EVENTS_CATALOGUE.map(({ type }) => type)).toEqual([...ALERT_EVENT_TYPES]);
});

it.each(ALERT_EVENTS_CATALOGUE.map((entry) => [entry.type, entry] as const))(
  'has a schema of %s that tenants could have written and that its example fulfils',
  (_type, { schema, example }) => {
    expect(dataSchemaProblems(schema)).toEqual([]);
    expect(dataValidator(schema)(example)).toEqual([]);
    expect(dataValidator(schema)({})).not.toEqual([]);
  },
);
