import { join } from 'node:path';
import { readJsonFile } from '../../local-stack/src/json.file.js';
import { LOCAL_FOLDER } from '../../local-stack/src/layout.paths.js';
import type { StackFacts } from '../../local-stack/src/stack.facts.js';
import { CommandFailed } from './command.errors.js';

/** Where Carehook is, and as whom it is called. URLs have no slash at the end. */
export interface Connection {
  readonly apiUrl: string;
  /** Of event-ingest; the API's own where both are behind one name. */
  readonly ingestUrl: string;
  readonly key: string;
}

/** As given on the command line. */
export interface ConnectionOptions {
  readonly url?: string;
  readonly ingestUrl?: string;
  readonly key?: string;
}

/**
 * Options win over the environment, and that over a local stack that runs. The local stack's key is never sent anywhere
 * else.
 * @throws CommandFailed
 */
export function connectionOf(
  options: ConnectionOptions,
  env: Readonly<Record<string, string | undefined>>,
  stack = readJsonFile<StackFacts>(join(LOCAL_FOLDER, 'stack.json')),
): Connection {
  const given = options.url ?? (env.CAREHOOK_URL || undefined);
  const apiUrl = soundUrl(given ?? stack?.urls.api, '--url or CAREHOOK_URL');
  const isStack = stack !== undefined && apiUrl === stack.urls.api.replace(/\/+$/, '');
  const key = options.key ?? (env.CAREHOOK_API_KEY || undefined) ?? (isStack ? stack.adminKey : undefined);
  if (key === undefined) throw new CommandFailed('no API key: give --key or CAREHOOK_API_KEY');
  const ingest = options.ingestUrl ?? (env.CAREHOOK_INGEST_URL || undefined);
  const ingestUrl = ingest ?? (isStack ? stack.urls.ingest : apiUrl);
  return { apiUrl, ingestUrl: soundUrl(ingestUrl, '--ingest-url or CAREHOOK_INGEST_URL'), key };
}

function soundUrl(text: string | undefined, where: string): string {
  if (text === undefined) {
    throw new CommandFailed(`no Carehook: start one with "npm start", or say where it is with ${where}`);
  }
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new CommandFailed(`${where}: is no http or https URL`);
  }
  return text.replace(/\/+$/, '');
}
