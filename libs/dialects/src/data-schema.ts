/** A JSON Schema, draft 2020-12, of an event's data or a part of it. */
export type DataSchema = Readonly<Record<string, unknown>>;

/** Members by name. */
type Members = Readonly<Record<string, DataSchema>>;

/** What a page names without showing it. */
export const anything: DataSchema = {};
export const text: DataSchema = { type: 'string' };
export const number: DataSchema = { type: 'number' };
export const integer: DataSchema = { type: 'integer' };
export const flag: DataSchema = { type: 'boolean' };
/** RFC 3339 with a time zone. */
export const timestamp: DataSchema = { type: 'string', format: 'date-time' };
/** A day without a time: `1985-06-15`. */
export const day: DataSchema = { type: 'string', format: 'date' };
export const email: DataSchema = { type: 'string', format: 'email' };

export const list = (items: DataSchema): DataSchema => ({ type: 'array', items });

/** The members of `required` must be there; further ones may always come along. */
export function object(required: Members, optional: Members = {}): DataSchema {
  const names = Object.keys(required);
  const properties = { ...required, ...optional };
  return {
    type: 'object',
    ...(names.length > 0 && { required: names }),
    ...(Object.keys(properties).length > 0 && { properties }),
  };
}
