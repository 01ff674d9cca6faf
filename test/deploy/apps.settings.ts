import type { z } from 'zod';
import * as worker from '../../apps/delivery-worker/src/settings.schema.js';
import * as ingest from '../../apps/event-ingest/src/settings.schema.js';
import * as router from '../../apps/filter-router/src/settings.schema.js';
import * as api from '../../apps/subscription-api/src/settings.schema.js';

/** What an app reads from its environment, by variable. */
export type SettingsShape = Readonly<Record<string, z.ZodType>>;

export interface AppSettings {
  readonly name: string;
  readonly defaultPort: number;
  readonly shape: SettingsShape;
}

/** The four apps and their settings, without reading the environment. */
export const APP_SETTINGS: readonly AppSettings[] = [api, ingest, router, worker].map(
  ({ APP_NAME: name, DEFAULT_PORT: defaultPort, SETTINGS_SHAPE: shape }) => ({ name, defaultPort, shape }),
);

/** @throws RangeError where there is no such app */
export function settingsOf(app: string): AppSettings {
  const found = APP_SETTINGS.find(({ name }) => name === app);
  if (!found) throw new RangeError(`no app is called ${app}`);
  return found;
}

/** Whether the app does not start without it. */
export function isRequired(schema: z.ZodType): boolean {
  return !schema.safeParse(undefined).success;
}
