import type { Command } from 'commander';
import {
  type CommandContext,
  contextOf,
  jsonOf,
  type WebhookAnswer,
  webhookIdOf,
  wholeNumber,
} from '../command.context.js';
import { textOfArgument } from '../text.source.js';
import { addWebhookOptions, webhookBody } from './webhook.options.js';

interface TestAnswer {
  readonly success: boolean;
  readonly attempt: {
    readonly statusCode: number | null;
    readonly durationMs: number | null;
    readonly error: string | null;
    readonly code: string;
  };
}

/** `carehook webhooks …` */
export function addWebhooks(program: Command): void {
  const webhooks = program
    .command('webhooks')
    .description('what is subscribed; a webhook is named by its id or its name');
  webhooks
    .command('list')
    .option('--status <status>', 'active or disabled')
    .action(async ({ status }: { status?: string }, command: Command) => list(contextOf(command), status));
  onOne(webhooks, 'get', 'show one', async ({ api, terminal }, id) =>
    terminal.fields(await api.get<WebhookAnswer>(`/v1/webhooks/${id}`)),
  );
  addWebhookOptions(
    webhooks.command('create <target-url>').description('subscribe a URL; its secret is told once'),
  ).action(async (target: string, options: object, command: Command) => {
    const { api, terminal } = contextOf(command);
    terminal.fields(
      await api.send<object>('POST', '/v1/webhooks', { events: ['*'], ...(await webhookBody({ ...options, target })) }),
    );
  });
  addWebhookOptions(webhooks.command('update <webhook>').description('change what is said, and no more'))
    .option('--target <url>', 'where to')
    .action(async (webhook: string, options: object, command: Command) => {
      const { api, terminal } = contextOf(command);
      const id = await webhookIdOf(api, webhook);
      terminal.fields(await api.send<object>('PATCH', `/v1/webhooks/${id}`, await webhookBody(options)));
    });
  onOne(webhooks, 'delete', 'delete one; what waits for it is cancelled', async ({ api, terminal }, id) => {
    await api.send('DELETE', `/v1/webhooks/${id}`);
    terminal.note('deleted');
  });
  for (const verb of ['activate', 'deactivate'] as const) {
    onOne(webhooks, verb, `${verb} one`, async ({ api, terminal }, id) => {
      terminal.fields(await api.send<object>('POST', `/v1/webhooks/${id}/${verb}`));
    });
  }
  addTest(webhooks);
  addRotation(webhooks);
}

function onOne(
  webhooks: Command,
  verb: string,
  description: string,
  work: (context: CommandContext, id: string) => Promise<void>,
): void {
  webhooks
    .command(`${verb} <webhook>`)
    .description(description)
    .action(async (webhook: string, _options: object, command: Command) => {
      const context = contextOf(command);
      await work(context, await webhookIdOf(context.api, webhook));
    });
}

async function list({ api, terminal }: CommandContext, status: string | undefined): Promise<void> {
  terminal.table(
    await api.list<WebhookAnswer>('/v1/webhooks', { status }),
    {
      id: ({ id }) => id,
      name: ({ name }) => name,
      status: (webhook) => webhook.status,
      dialect: ({ dialect }) => dialect,
      events: ({ events }) => events.join(','),
      url: ({ url }) => url,
    },
    'There are no webhooks.',
  );
}

function addTest(webhooks: Command): void {
  webhooks
    .command('test <webhook>')
    .description('send one event now and tell how the receiver took it')
    .option('--type <type>', 'of the event')
    .option('--data <json>', 'its data: JSON, @file or - for what comes in')
    .action(async (webhook: string, { type: eventType, data }: { type?: string; data?: string }, command: Command) => {
      const { api, terminal } = contextOf(command);
      const id = await webhookIdOf(api, webhook);
      const given = data === undefined ? {} : { data: jsonOf(await textOfArgument(data), '--data') };
      const answer = await api.send<TestAnswer>('POST', `/v1/webhooks/${id}/test`, { eventType, ...given });
      const { code, statusCode, durationMs, error } = answer.attempt;
      if (terminal.isJson) terminal.json(answer);
      else terminal.fields({ result: answer.success ? 'taken' : 'not taken', code, statusCode, durationMs, error });
      if (!answer.success) process.exitCode = 1;
    });
}

function addRotation(webhooks: Command): void {
  webhooks
    .command('rotate-secret <webhook>')
    .description('give it a new secret, which is told once')
    .option('--overlap-hours <number>', 'how long the old one goes on signing', wholeNumber)
    .option('--secret <secret>', 'the new one; made where none is given')
    .action(async (webhook: string, options: { overlapHours?: number; secret?: string }, command: Command) => {
      const { api, terminal } = contextOf(command);
      const { overlapHours, secret } = options;
      const id = await webhookIdOf(api, webhook);
      terminal.fields(await api.send<object>('POST', `/v1/webhooks/${id}/rotate-secret`, { overlapHours, secret }));
    });
}
