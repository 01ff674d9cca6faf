import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { DEFAULT_DIALECT_NAME, DIALECT_NAMES, dialectNamed } from '#dialects';
import { type LiveEvent, newId } from '#domain';
import { parseFilter } from '#filters';
import type { ApiClient } from '../api.client.js';
import { type CommandContext, contextOf, listOf, type WebhookAnswer, webhookIdOf } from '../command.context.js';
import { ApiRefused, CommandFailed } from '../command.errors.js';
import { liveRows } from '../live/live.rows.js';
import { eventOfAnswer } from './event.answer.js';
import { type LocalWebhook, localRequest, wants } from './local.webhook.js';

interface ListenOptions {
  readonly forward: string;
  readonly webhook?: string;
  readonly dialect?: string;
  readonly secret?: string;
  readonly events?: string[];
}

/** How long the recorder may take to write an event that was just accepted. */
const MAX_RECORD_MS = 10_000;
const LOOK_AGAIN_MS = 100;

/** `carehook listen` */
export function addListen(program: Command): void {
  program
    .command('listen')
    .description('forward events to a program on this machine, as they would be sent to a webhook; nothing is retried')
    .requiredOption('--forward <url>', 'such as http://localhost:4000/hooks')
    .option('--webhook <webhook>', 'take the types, filters, headers and dialect of this one')
    .option('--dialect <dialect>', `without one: ${DIALECT_NAMES.join(', ')} (${DEFAULT_DIALECT_NAME})`)
    .option('--secret <secret>', 'signs the requests; without one a secret is made up and shown')
    .option('--events <types>', 'with commas: patient.created,lab.*', listOf)
    .action(async (options: ListenOptions, command: Command) => listen(contextOf(command), options));
}

async function listen(context: CommandContext, options: ListenOptions): Promise<void> {
  const { api, terminal } = context;
  const { forward } = options;
  if (!URL.canParse(forward)) throw new CommandFailed('--forward: is no URL');
  const { webhook, tenantId } = await localWebhookOf(api, options);
  const ready = () => {
    terminal.warn(`forwarding to ${forward} as ${webhook.dialect.name}; Ctrl-C ends it`);
    if (options.secret === undefined && webhook.secret !== undefined) terminal.warn(`secret: ${webhook.secret}`);
  };
  // One after another: while a request is under way the stream waits, and tells how many events it left out.
  for await (const { uid } of liveRows<LiveEvent>(context, { types: 'events' }, ready)) {
    const answer = await recordedEvent(api, uid);
    if (!answer) {
      terminal.warn(`event ${uid} was not recorded in time`);
      continue;
    }
    const { event, data } = eventOfAnswer(answer, tenantId);
    if (!wants(webhook, event, data)) continue;
    const startedAtMs = Date.now();
    const { statusCode, error } = await post(forward, webhook, localRequest(webhook, event, data, startedAtMs));
    const durationMs = Date.now() - startedAtMs;
    const row = { eventUid: uid, eventType: event.type, statusCode, durationMs, error };
    terminal.row(row, [
      event.acceptedAtMs ? new Date(startedAtMs).toISOString() : null,
      event.type,
      uid,
      statusCode ?? error,
      `${durationMs} ms`,
    ]);
  }
}

async function localWebhookOf(
  api: ApiClient,
  { webhook: named, dialect: dialectName, secret: given, events }: ListenOptions,
): Promise<{ webhook: LocalWebhook; tenantId: string }> {
  const model =
    named === undefined ? undefined : await api.get<WebhookAnswer>(`/v1/webhooks/${await webhookIdOf(api, named)}`);
  const name = dialectName ?? model?.dialect ?? DEFAULT_DIALECT_NAME;
  if (!DIALECT_NAMES.includes(name)) throw new CommandFailed(`--dialect: is none of ${DIALECT_NAMES.join(', ')}`);
  const dialect = dialectNamed(name);
  const problem = given === undefined ? undefined : dialect.secretProblem(given);
  if (problem !== undefined) throw new CommandFailed(`--secret: ${problem}`);
  const webhook: LocalWebhook = {
    id: model?.id ?? newId(Date.now()),
    dialect,
    secret: given ?? dialect.makeSecret(randomBytes(32)),
    events: events ?? model?.events ?? ['*'],
    filter: model?.filters ? parseFilter(model.filters, dialect.filterAliases) : undefined,
    headers: model?.headers ?? {},
    isBatched: model !== undefined && model.batch !== null,
  };
  // Only the address of an event in its envelope depends on it.
  return { webhook, tenantId: model?.tenantId ?? 'default' };
}

/** An event as soon as it is written; `undefined` where it is not in time. */
async function recordedEvent(api: ApiClient, uid: string): Promise<Buffer | undefined> {
  for (const deadlineMs = Date.now() + MAX_RECORD_MS; Date.now() < deadlineMs; await sleep(LOOK_AGAIN_MS)) {
    try {
      return await api.bytes(`/v1/events/${uid}`);
    } catch (error) {
      if (!(error instanceof ApiRefused && error.status === 404)) throw error;
    }
  }
  return undefined;
}

async function post(
  url: string,
  { dialect }: LocalWebhook,
  { body, headers }: ReturnType<typeof localRequest>,
): Promise<{ statusCode: number | null; error: string | null }> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body: new Uint8Array(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(dialect.timeoutMs({})),
    });
    await response.arrayBuffer();
    return { statusCode: response.status, error: null };
  } catch (error) {
    const { cause, message } = error as Error & { cause?: { code?: string } };
    return { statusCode: null, error: cause?.code ?? message };
  }
}
