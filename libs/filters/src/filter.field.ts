import { type Field, type FilterAlias, type FilterAliases, type Location, MAX_PATH_STEPS } from './filter.language.js';
import { ownValue } from './plain-object.js';

/** A key that names nothing. `reason` is told to whoever wrote the filter. */
export interface KeyRefusal {
  readonly reason: string;
}

const ATTRIBUTE_KEY = /^@[A-Za-z0-9_-]{1,64}$/;

/** The field that a key of a filter names: an alias, an attribute (`@source`) or a dotted path into the data. */
export function fieldOf(key: string, aliases: FilterAliases): Field | KeyRefusal {
  const alias = ownValue(aliases, key);
  if (alias !== undefined) return fieldAt(aliasLocations(alias));
  if (key.startsWith('@')) {
    if (!ATTRIBUTE_KEY.test(key)) return { reason: 'an attribute is @ and its name: letters, digits, - and _' };
    return fieldAt([attributeLocation(key.slice(1))]);
  }
  const path = key.split('.');
  if (path.includes('')) return { reason: 'a path is names with single dots between them' };
  if (path.length > MAX_PATH_STEPS) return { reason: `a path has at most ${MAX_PATH_STEPS} names` };
  return fieldAt([{ path }]);
}

/** True for a field that is found in attributes alone, whose values are therefore strings. */
export function isTextOnly(field: Field): boolean {
  return field.locations.every((location) => 'attribute' in location);
}

function fieldAt(locations: readonly Location[]): Field {
  return { locations, signature: JSON.stringify(locations) };
}

/** Attributes first: where one holds, the data need not be parsed. */
function aliasLocations({ attributes = [], paths = [] }: FilterAlias): Location[] {
  return [...attributes.map(attributeLocation), ...paths.map(aliasPathLocation)];
}

function attributeLocation(name: string): Location {
  return { attribute: name.toLowerCase() };
}

function aliasPathLocation(path: string): Location {
  return { path: path.split('.').map((name) => (name === '*' ? { anyMember: true } : name)) };
}
