import type { Command } from 'commander';
import { isUuid } from '#domain';
import { ApiClient } from './api.client.js';
import { CommandFailed } from './command.errors.js';
import { type ConnectionOptions, connectionOf } from './connection.settings.js';
import { Terminal } from './terminal.js';

/** What every command works with. */
export interface CommandContext {
  readonly api: ApiClient;
  readonly terminal: Terminal;
}

/** @throws CommandFailed where it is not known which Carehook is meant */
export function contextOf(command: Command): CommandContext {
  const options = command.optsWithGlobals<ConnectionOptions & { json?: boolean }>();
  return { api: new ApiClient(connectionOf(options, process.env)), terminal: new Terminal(options.json ?? false) };
}

/** What of a webhook the commands look at. */
export interface WebhookAnswer {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly url: string;
  readonly status: string;
  readonly dialect: string;
  readonly events: readonly string[];
  readonly filters: Readonly<Record<string, unknown>> | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly batch: object | null;
  readonly secret?: string;
}

/** A webhook's id, from that or from the one webhook that is called so. @throws CommandFailed, ApiRefused */
export async function webhookIdOf(api: ApiClient, idOrName: string): Promise<string> {
  if (isUuid(idOrName)) return idOrName;
  const named = (await api.list<WebhookAnswer>('/v1/webhooks')).filter(({ name }) => name === idOrName);
  const [first, second] = named;
  if (!first) throw new CommandFailed(`no webhook is called "${idOrName}"`);
  if (second) throw new CommandFailed(`${named.length} webhooks are called "${idOrName}": say which by its id`);
  return first.id;
}

/** For options that take a whole number. @throws CommandFailed */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new CommandFailed(`"${text}" is no whole number`);
  return Number(text);
}

/** For options and arguments that take JSON. @throws CommandFailed */
export function jsonOf(text: string, what: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new CommandFailed(`${what}: is no JSON`);
  }
}

/** For options that take a list with commas. */
export function listOf(text: string): string[] {
  return text
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean);
}
