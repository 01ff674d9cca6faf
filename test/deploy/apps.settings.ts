import type { z } from 'zod';
import * as worker from '../../apps/delivery-worker/src/settings.schema.js';
import * as ingest from '../../apps/event-ingest/src/settings.schema.js';
import * as router from '../../apps/filter-router/src/settings.schema.js';
import * as api from '../../apps/subscription-api/src/settings.schema.js';
import * as operator from '../../apps/webhook-operator/src/settings.schema.js';

/** What an app reads from its environment, by variable. */
export type SettingsShape = Readonly<Record<string, z.ZodType>>;

export interface AppSettings {
  readonly name: string;
  readonly defaultPort: number;
  readonly shape: SettingsShape;
}

/** The four apps that run everywhere, and their settings, without reading the environment. */
export const APP_SETTINGS: readonly AppSettings[] = [api, ingest, router, worker].map(settingsOfModule);

/** Of the app that runs in Kubernetes alone. */
export const OPERATOR_SETTINGS: AppSettings = settingsOfModule(operator);

export const IMAGE_SETTINGS: readonly AppSettings[] = [...APP_SETTINGS, OPERATOR_SETTINGS];

/** @throws RangeError where there is no such app */
export function settingsOf(app: string): AppSettings {
  const found = IMAGE_SETTINGS.find(({ name }) => name === app);
  if (!found) throw new RangeError(`no app is called ${app}`);
  return found;
}

/** Whether the app does not start without it. */
export function isRequired(schema: z.ZodType): boolean {
  return !schema.safeParse(undefined).success;
}

function settingsOfModule(module: {
  readonly APP_NAME: string;
  readonly DEFAULT_PORT: number;
  readonly SETTINGS_SHAPE: SettingsShape;
}): AppSettings {
  return { name: module.APP_NAME, defaultPort: module.DEFAULT_PORT, shape: module.SETTINGS_SHAPE };
}
