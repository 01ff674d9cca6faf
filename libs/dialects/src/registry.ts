import { c4hxp } from './c4hxp/c4hxp.dialect.js';
import { cloudevents } from './cloudevents/cloudevents.dialect.js';
import { cloudeventsBinary } from './cloudevents-binary/cloudevents-binary.dialect.js';
import type { Dialect } from './dialect.js';
import { healthsync } from './healthsync/healthsync.dialect.js';
import { medilab } from './medilab/medilab.dialect.js';
import { odontology } from './odontology/odontology.dialect.js';
import { standard } from './standard/standard.dialect.js';
import { zarishSphere } from './zarish-sphere/zarish-sphere.dialect.js';

/** Every dialect that Carehook speaks. Beside a dialect's own folder, the only place in libs that names it. */
export const DIALECTS: readonly Dialect[] = [
  standard,
  cloudevents,
  cloudeventsBinary,
  zarishSphere,
  healthsync,
  c4hxp,
  medilab,
  odontology,
];

/** As in a webhook's `dialect`; never empty. */
export const DIALECT_NAMES = DIALECTS.map(({ name }) => name) as [string, ...string[]];

/** What a tenant speaks whose `defaultDialect` was not chosen. */
export const DEFAULT_DIALECT_NAME: string = standard.name;

/** A name that no dialect bears. */
export class UnknownDialect extends RangeError {
  override readonly name = 'UnknownDialect';
  constructor(readonly dialectName: string) {
    super(`no dialect is called "${dialectName}"`);
  }
}

const BY_NAME: ReadonlyMap<string, Dialect> = new Map(DIALECTS.map((dialect) => [dialect.name, dialect]));

/** @throws UnknownDialect */
export function dialectNamed(name: string): Dialect {
  const dialect = BY_NAME.get(name);
  if (!dialect) throw new UnknownDialect(name);
  return dialect;
}
