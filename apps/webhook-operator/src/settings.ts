import { readSettings } from '#config';
import { SETTINGS_SHAPE } from './settings.schema.js';

export { APP_NAME, DEFAULT_PORT } from './settings.schema.js';

/** What this process was told at its start. */
export const SETTINGS = readSettings(SETTINGS_SHAPE);
