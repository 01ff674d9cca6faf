import { expect, it } from 'vitest';
import { TENANT_ID } from '#domain';
import { slugOf } from './tenant.slug.js';

it.each([
  ['St. Mary’s Hospital', 'st-mary-s-hospital'],
  ['  Klinikum Süd / Köln  ', 'klinikum-sud-koln'],
  ['病院', ''],
  [`${'x'.repeat(62)} y`, 'x'.repeat(62)],
])('makes of the name %j the id %j', (name, id) => {
  expect(slugOf(name)).toBe(id);
  if (id !== '') expect(id).toMatch(TENANT_ID);
});
