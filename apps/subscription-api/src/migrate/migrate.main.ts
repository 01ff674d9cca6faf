import 'reflect-metadata';
import { httpSettings, postgresSettings, readSettings } from '#config';
import { openDatabase } from '#postgres';
import { createLogger } from '#telemetry';

/**
 * `npm run migrate`: brings the schema up to date and ends. Every service does that at its start, one at a time; as a step of
 * its own it runs once, before the first new process, and its failure stops an upgrade before it began.
 */
const settings = readSettings({ ...postgresSettings, LOG_LEVEL: httpSettings.LOG_LEVEL });
const logger = createLogger('migrate', settings.LOG_LEVEL);
const database = await openDatabase('migrate', settings, logger);
await database.destroy();
logger.info('the schema is up to date');
