import { DIALECTS } from '#dialects';
import { readJsonFile, writeJsonFile } from '../json.file.js';
import type { CarehookClient } from './carehook.client.js';
import { SIGNATURE_CHECKS } from './signature.checks.js';

/** The product whose documented events the demo sends; its webhook gets all of them. */
export const DEMO_PRODUCT = 'zarish-sphere';
/** How many of them the webhooks of the other dialects get. */
const EVENTS_OF_OTHERS = 2;

export interface DemoWebhook {
  readonly name: string;
  readonly path: string;
  readonly events: readonly string[];
}

/** One webhook to the demo receiver in each dialect that the receiver can verify. */
export function demoWebhooks(eventTypes: readonly string[]): (DemoWebhook & { dialect: string })[] {
  return DIALECTS.filter(({ name }) => Object.hasOwn(SIGNATURE_CHECKS, name)).map(({ name, product }) => ({
    name: `Demo: ${product}`,
    dialect: name,
    path: `/${name}`,
    events: name === DEMO_PRODUCT ? eventTypes : eventTypes.slice(0, EVENTS_OF_OTHERS),
  }));
}

/**
 * Makes the demo's webhooks, or finds them by name from an earlier run and points them at the receiver's present port.
 * One that `memoryFile` does not know was made under secrets that are lost, and is made anew.
 */
export async function ensureDemoWebhooks(
  client: CarehookClient,
  webhooks: readonly (DemoWebhook & { dialect: string })[],
  receiverUrl: string,
  secrets: Readonly<Record<string, string>>,
  memoryFile: string,
): Promise<void> {
  const ids = readJsonFile<Record<string, string>>(memoryFile) ?? {};
  for (const { name, dialect, path, events } of webhooks) {
    const url = receiverUrl + path;
    const found = await client.webhookNamed(name);
    if (found && ids[name] === found.id) {
      await client.changeWebhook(found.id, { url, events, active: true });
      continue;
    }
    if (found) await client.deleteWebhook(found.id);
    const secret = secrets[dialect] ?? '';
    ids[name] = (await client.createWebhook({ name, url, events, secret, dialect, active: true })).id;
    writeJsonFile(memoryFile, ids);
  }
}
