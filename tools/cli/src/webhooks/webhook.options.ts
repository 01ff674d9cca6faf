import type { Command } from 'commander';
import { jsonOf, listOf, wholeNumber } from '../command.context.js';
import { CommandFailed } from '../command.errors.js';
import { textOfArgument } from '../text.source.js';

interface WebhookOptions {
  readonly name?: string;
  readonly target?: string;
  readonly events?: string[];
  readonly dialect?: string;
  readonly secret?: string;
  readonly filters?: string;
  readonly header?: Record<string, string>;
  readonly rateLimit?: number;
  readonly maxConcurrency?: number;
  readonly set?: string;
}

/** What can be said about a webhook in options; the rest with `--set`. */
export function addWebhookOptions(command: Command): Command {
  return command
    .option('--name <name>')
    .option('--events <types>', 'with commas: patient.created,lab.*', listOf)
    .option('--dialect <dialect>', "default: the tenant's")
    .option('--secret <secret>', 'signs the requests; made where none is given')
    .option('--filters <json>', 'conditions on the event')
    .option('--header <name:value>', 'sent with every request; again for more', oneMoreHeader)
    .option('--rate-limit <number>', 'requests a second, at most', wholeNumber)
    .option('--max-concurrency <number>', 'requests at a time, at most', wholeNumber)
    .option('--set <json>', "the API's other fields, as JSON, @file or - for what comes in");
}

/** The body of a request that says what the options say. @throws CommandFailed */
export async function webhookBody(options: WebhookOptions): Promise<Record<string, unknown>> {
  const { set, filters, header, target, ...plain } = options;
  const more = set === undefined ? {} : jsonOf(await textOfArgument(set), '--set');
  if (typeof more !== 'object' || more === null || Array.isArray(more)) throw new CommandFailed('--set: is no object');
  const known = ['name', 'events', 'dialect', 'secret', 'rateLimit', 'maxConcurrency'];
  return {
    ...more,
    ...Object.fromEntries(Object.entries(plain).filter(([name]) => known.includes(name))),
    ...(target !== undefined && { url: target }),
    ...(filters !== undefined && { filters: jsonOf(filters, '--filters') }),
    ...(header !== undefined && { headers: header }),
  };
}

function oneMoreHeader(text: string, before: Record<string, string> = {}): Record<string, string> {
  const [, name, value] = /^([^:]+):\s*(.*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new CommandFailed(`--header: "${text}" is not name:value`);
  return { ...before, [name.trim()]: value };
}
