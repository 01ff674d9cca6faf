const HIDDEN = 'hidden';
const CHANGED = 'changed';

/** Pieces of secrets, and what receivers are let in with. */
const SECRET_FIELDS = new Set(['secret', 'secretHint', 'hint', 'key', 'adminKey']);
// eslint-disable-next-line no-control-regex -- NUL is what this looks for: PostgreSQL cannot hold it
const UNSTORABLE = /\u0000|\p{Surrogate}/gu;

type Fields = Readonly<Record<string, unknown>>;

/**
 * What an action changed, without secrets: of a change the fields that differ, of a creation or deletion all. A secret
 * field, a header's value and the query of a URL appear as `hidden`, or as `changed` after they were changed.
 */
export function auditedDifference(before: unknown, after: unknown): { before: unknown; after: unknown } {
  if (!isFields(before) || !isFields(after)) {
    return { before: shown(before), after: shown(after) };
  }
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const differing = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  const pick = (from: Fields, mark: string, other?: Fields) =>
    Object.fromEntries(
      differing.filter((name) => name in from).map((name) => [name, field(name, from[name], mark, other?.[name])]),
    );
  return { before: pick(before, HIDDEN), after: pick(after, CHANGED, before) };
}

/** The JSON text of an entry, as PostgreSQL can keep it: characters that it cannot hold are replaced. */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => {
    if (typeof member === 'string') return storableText(member);
    if (!isFields(member)) return member;
    return Object.fromEntries(Object.entries(member).map(([name, each]) => [storableText(name), each]));
  });
}

function storableText(text: string): string {
  return text.replace(UNSTORABLE, '\ufffd');
}

function shown(value: unknown): unknown {
  if (!isFields(value)) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, field(name, each, HIDDEN)]));
}

/** `mark` stands for a secret value; for one that is as it was `before`, `hidden` does. */
function field(name: string, value: unknown, mark: string, before?: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (SECRET_FIELDS.has(name)) return mark;
  if (name === 'url' && typeof value === 'string') return withoutQuery(value, mark, before);
  if (name === 'headers' && isFields(value)) {
    const wasBefore = isFields(before) ? before : {};
    return Object.fromEntries(
      Object.entries(value).map(([header, text]) => [header, text === wasBefore[header] ? HIDDEN : mark]),
    );
  }
  return value;
}

function withoutQuery(url: string, mark: string, before: unknown): string {
  const [address = '', query] = split(url);
  if (query === undefined) return address;
  const isAsBefore = typeof before === 'string' && split(before)[1] === query;
  return `${address}?${isAsBefore ? HIDDEN : mark}`;
}

function split(url: string): [string, string | undefined] {
  const at = url.indexOf('?');
  return at < 0 ? [url, undefined] : [url.slice(0, at), url.slice(at + 1)];
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
