import type { FieldProblem } from '#domain';
import { JsonSpanError, objectMembers } from '#raw-json';

/** The fields of one event in JSON, and what is found wrong with them on the way. */
export class EventFields {
  readonly problems: FieldProblem[] = [];

  private constructor(
    private readonly values: Readonly<Record<string, unknown>>,
    /** The bytes of each field's value. */
    readonly members: ReadonlyMap<string, Buffer>,
  ) {}

  /**
   * The problem instead where it is no object or a field stands twice.
   *
   * @param parsed what JSON.parse made of `bytes`
   * @param bytes the event's own bytes
   */
  static read(parsed: unknown, bytes: Buffer): EventFields | FieldProblem {
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
      return { field: 'event', reason: 'must be a JSON object' };
    }
    try {
      return new EventFields(parsed as Record<string, unknown>, objectMembers(bytes));
    } catch (error) {
      if (!(error instanceof JsonSpanError)) throw error;
      return { field: 'event', reason: 'has a field twice' };
    }
  }

  /** A field that must be a string; `null` counts as not there. */
  text(field: string): string | undefined {
    const value = Object.hasOwn(this.values, field) ? this.values[field] : undefined;
    if (value === undefined || value === null || typeof value === 'string') return value ?? undefined;
    this.problems.push({ field, reason: 'must be a string' });
    return undefined;
  }

  /** All fields but the known ones. Numbers are as they are written: an id of 19 digits is no JavaScript number. */
  extensions(known: ReadonlySet<string>): Record<string, string> {
    const extensions: Record<string, string> = {};
    for (const [name, value] of Object.entries(this.values)) {
      if (known.has(name) || value === null) continue;
      if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
        extensions[name] = String((typeof value === 'number' && this.members.get(name)) || value);
      else this.problems.push({ field: name, reason: 'an extension attribute is a plain value' });
    }
    return extensions;
  }
}
