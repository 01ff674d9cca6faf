import crypto from 'node:crypto';
import type { Answer } from './carehook.js';
import { NotAccepted, type PipelineInUse, type TestTenant } from './pipeline.js';
import type { ReceivedRequest } from './receiver.js';

/** The first example of MediLab's page. */
export const crm = {
  name: 'Интеграция с CRM',
  description: 'Отправка данных о пациентах в CRM систему',
  url: 'https://crm.example.com/webhooks/patients',
  events: ['patient.created', 'patient.updated'],
  headers: { 'X-API-Key': 'your-api-key' },
  secret: 'webhook-secret-key',
  max_retries: 3,
  retry_delay: 60,
  timeout: 30,
  filters: { department: 'cardiology' },
};

/** A client of the API that MediLab's page documents. */
export class MedilabClient {
  constructor(
    private readonly pipeline: PipelineInUse,
    private readonly tenant: TestTenant,
  ) {}

  /** As the page shows it: a bearer token and JSON. `body` that is a string is sent as it is. */
  async call(method: string, path: string, body?: unknown, token = this.tenant.key): Promise<Answer> {
    const response = await fetch(`${this.pipeline.carehook.app('subscription-api').url}/api/v1/webhooks${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : undefined, text, headers: response.headers };
  }

  trigger(event: Record<string, unknown>): Promise<Answer> {
    return this.call('POST', '/events/trigger', event);
  }

  /** Makes the page's first example with other settings; returns its id. @throws NotAccepted */
  async created(settings: Record<string, unknown> = {}): Promise<string> {
    const answer = await this.call('POST', '/', { ...crm, ...settings });
    if (answer.status !== 201) throw new NotAccepted(answer);
    return answer.body.id as string;
  }

  /** Makes a webhook of its path's own event type, which reaches a path of the receiver. @throws NotAccepted */
  receiving(path: string, settings: Record<string, unknown> = {}): Promise<string> {
    return this.created({ url: this.pipeline.receiver.url(path), events: [typeOf(path)], filters: null, ...settings });
  }
}

/** The event type of a path of the receiver. */
export function typeOf(path: string): string {
  return `test${path.replaceAll('/', '.')}`;
}

/** The page's Python sample. */
export function signatureHolds({ body, headers }: ReceivedRequest, secret = crm.secret): boolean {
  const expected = crypto.createHmac('sha256', Buffer.from(secret, 'utf8')).update(body).digest('hex');
  return headers['x-webhook-signature'] === `sha256=${expected}`;
}
