import type { Command } from 'commander';
import type { AlertJson } from '#domain';
import { type CommandContext, contextOf, type WebhookAnswer } from '../command.context.js';

interface WebhookStats {
  readonly waiting: number;
  readonly health: { readonly consecutiveFailures: number };
}

const CALLS_AT_A_TIME = 8;

/** `carehook status` */
export function addStatus(program: Command): void {
  program
    .command('status')
    .description('whether the services are ready, what waits and what is wrong; fails where a service is not ready')
    .action(async (_options: object, command: Command) => status(contextOf(command)));
}

async function status({ api, terminal }: CommandContext): Promise<void> {
  const services = await api.readiness();
  if (services.some(({ answer }) => answer !== 'ready')) process.exitCode = 1;
  if (services[0]?.answer !== 'ready') return report({ terminal }, { services, alerts: [], webhooks: [] });
  const [webhooks, ...alerts] = await Promise.all([
    api.list<WebhookAnswer>('/v1/webhooks'),
    ...['open', 'acknowledged'].map((each) => api.list<AlertJson>('/v1/alerts', { status: each })),
  ]);
  const loads: Load[] = [];
  for (let n = 0; n < webhooks.length; n += CALLS_AT_A_TIME) {
    loads.push(...(await Promise.all(webhooks.slice(n, n + CALLS_AT_A_TIME).map((each) => loadOf(api, each)))));
  }
  report({ terminal }, { services, alerts: alerts.flat(), webhooks: loads });
}

async function loadOf(api: CommandContext['api'], { id, name, status: state }: WebhookAnswer): Promise<Load> {
  const { waiting, health } = await api.get<WebhookStats>(`/v1/webhooks/${id}/stats`, { hours: 1 });
  return { id, name, status: state, waiting, consecutiveFailures: health.consecutiveFailures };
}

interface Load {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly waiting: number;
  readonly consecutiveFailures: number;
}

interface Report {
  readonly services: readonly { readonly service: string; readonly url: string; readonly answer: string }[];
  readonly alerts: readonly AlertJson[];
  readonly webhooks: readonly Load[];
}

function report({ terminal }: Pick<CommandContext, 'terminal'>, { services, alerts, webhooks }: Report): void {
  if (terminal.isJson) return terminal.json({ services, alerts, webhooks });
  terminal.table(
    services,
    { service: ({ service }) => service, url: ({ url }) => url, is: ({ answer }) => answer },
    '',
  );
  terminal.note('');
  const total = webhooks.reduce((sum, { waiting }) => sum + waiting, 0);
  terminal.table(
    webhooks.filter(
      ({ waiting, consecutiveFailures, status: state }) => waiting + consecutiveFailures > 0 || state !== 'active',
    ),
    {
      webhook: ({ name }) => name,
      status: ({ status: state }) => state,
      waiting: ({ waiting }) => waiting,
      'failed in a row': ({ consecutiveFailures }) => consecutiveFailures,
    },
    `All ${webhooks.length} webhooks are active, and none fails.`,
  );
  terminal.note(`${total} deliveries wait.`);
  terminal.note('');
  terminal.table(
    alerts,
    {
      since: ({ openedAt }) => openedAt,
      alert: ({ kind }) => kind,
      is: ({ status: state }) => state,
      reason: ({ reason }) => reason,
    },
    'There are no alerts.',
  );
}
