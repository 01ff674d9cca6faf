import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { httpSettings, masterKeySettings, masterKeysOf, postgresSettings, readSettings } from '#config';
import { openDatabase } from '#postgres';
import { SecretSealer } from '#signing';
import { createLogger } from '#telemetry';
import { resealSecrets } from './secrets.reseal.js';

/** `npm run reseal`: the second half of a rotation of the master key. */
const settings = readSettings({ ...postgresSettings, ...masterKeySettings, LOG_LEVEL: httpSettings.LOG_LEVEL });
const sealer = new SecretSealer(masterKeysOf(settings), randomBytes);
const database = await openDatabase('reseal', settings, createLogger('reseal', settings.LOG_LEVEL));
try {
  const { resealed, unreadable } = await resealSecrets(database, sealer, (done) => say(`${done} resealed …`));
  for (const { boundTo, reason } of unreadable) say(`webhook or data key ${boundTo}: ${reason}`);
  say(`${resealed} resealed under master key ${sealer.keyId}, ${unreadable.length} could not be opened`);
  process.exitCode = unreadable.length > 0 ? 1 : 0;
} finally {
  await database.destroy();
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
