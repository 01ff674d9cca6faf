import { c4hxpDocument } from './c4hxp/c4hxp.document.js';
import { c4hxpHealth } from './c4hxp/c4hxp.health.js';
import { type ConfigurationDocument, nativeDocument } from './configuration.document.js';
import type { HealthForm } from './health/health.facts.js';
import { healthsyncDocument } from './healthsync/healthsync.document.js';
import { medilabDocument } from './medilab/medilab.document.js';
import { odontologyDocument } from './odontology/odontology.document.js';
import { odontologyErrors } from './odontology/odontology.errors.js';
import type { ProductFacade } from './product.facade.js';
import { zarishSphereDocument } from './zarish-sphere/zarish-sphere.document.js';
import { zarishSphereHealth } from './zarish-sphere/zarish-sphere.health.js';

/** By dialect. Beside a facade's own folder, the only place of this app that names a dialect. */
const FACADES: ReadonlyMap<string, ProductFacade> = new Map([
  ['zarish-sphere', { document: zarishSphereDocument, health: zarishSphereHealth }],
  ['healthsync', { document: healthsyncDocument }],
  ['c4hxp', { document: c4hxpDocument, health: c4hxpHealth }],
  ['medilab', { document: medilabDocument }],
  ['odontology', { document: odontologyDocument, errors: odontologyErrors }],
]);

export function documentOf(dialectName: string): ConfigurationDocument {
  return FACADES.get(dialectName)?.document ?? nativeDocument;
}

/** ZARISH SPHERE's, the more general one, for products that document none. */
export function healthFormOf(dialectName: string): HealthForm {
  return FACADES.get(dialectName)?.health ?? zarishSphereHealth;
}

/** For the one exception filter. */
export const ERROR_FORMS = [...FACADES.values()].flatMap(({ errors }) => errors ?? []);
