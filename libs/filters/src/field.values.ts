import type { EventAttributes } from '#domain';
import type { Field, PathStep } from './filter.language.js';
import type { FilterSubject } from './filter.subject.js';
import { isPlainObject, ownValue } from './plain-object.js';

/**
 * Whether `test` passes for any value that the field has in the subject; stops at the first that does. An array at the end
 * of a path is shown itself (it exists, even empty) and then element by element. Never throws by itself, however odd the
 * data: depth of recursion is the length of the path and not that of the data.
 */
export function someValue(field: Field, subject: FilterSubject, test: (value: unknown) => boolean): boolean {
  return field.locations.some((location) => {
    if ('path' in location) return somePathValue(subject.data, location.path, 0, test);
    const value = attributeValue(subject.attributes, location.attribute);
    return value !== undefined && test(value);
  });
}

function attributeValue(attributes: EventAttributes, name: string): string | undefined {
  switch (name) {
    case 'id':
    case 'type':
    case 'source':
    case 'subject':
    case 'time':
      return attributes[name];
    case 'datacontenttype':
      return attributes.contentType;
    default:
      return ownValue(attributes.extensions, name);
  }
}

function somePathValue(
  from: unknown,
  path: readonly PathStep[],
  start: number,
  test: (value: unknown) => boolean,
): boolean {
  let value = from;
  for (let at = start; at < path.length; at++) {
    const step = path[at];
    if (typeof step === 'string' && isPlainObject(value)) {
      if (!Object.hasOwn(value, step)) return false;
      value = value[step];
    } else {
      return step !== undefined && branches(value, step).some((branch) => somePathValue(branch, path, at + 1, test));
    }
  }
  return test(value) || (Array.isArray(value) && value.some((element) => test(element)));
}

/** The values one step on, where there may be several. */
function branches(value: unknown, step: PathStep): unknown[] {
  if (typeof step !== 'string') return typeof value === 'object' && value !== null ? Object.values(value) : [];
  if (!Array.isArray(value)) return [];
  const found: unknown[] = [];
  for (const element of value) {
    if (isPlainObject(element) && Object.hasOwn(element, step)) found.push(element[step]);
  }
  if (step !== 'length' && Object.hasOwn(value, step)) found.push(value[Number(step)]);
  return found;
}
