/** What the demo does through Carehook's public API, as any program of a user would. */
export interface WebhookToCreate {
  readonly name: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly secret: string;
  readonly dialect: string;
  readonly active: boolean;
}

export interface Webhook {
  readonly id: string;
  readonly name: string;
  readonly url: string;
}

export interface Delivery {
  readonly id: string;
  readonly webhookId: string;
  readonly eventType: string;
  readonly status: string;
  readonly attempts: number;
}

/** The API refused a request. */
export class CarehookRefused extends Error {
  override readonly name = 'CarehookRefused';
  constructor(
    readonly request: string,
    readonly status: number,
    readonly answer: string,
  ) {
    super(`${request} was answered ${status}: ${answer}`);
  }
}

interface Page<Item> {
  readonly data: readonly Item[];
  readonly nextCursor?: string | null;
}

export class CarehookClient {
  constructor(
    private readonly urls: { readonly api: string; readonly ingest: string },
    private readonly key: string,
  ) {}

  async webhookNamed(name: string): Promise<Webhook | undefined> {
    let cursor: string | null | undefined = '';
    do {
      const query = new URLSearchParams({ limit: '100', ...(cursor && { cursor }) });
      const page: Page<Webhook> = await this.call('GET', `${this.urls.api}/v1/webhooks?${query.toString()}`);
      const found = page.data.find((webhook) => webhook.name === name);
      if (found) return found;
      cursor = page.nextCursor;
    } while (cursor);
    return undefined;
  }

  createWebhook(webhook: WebhookToCreate): Promise<Webhook> {
    return this.call('POST', `${this.urls.api}/v1/webhooks`, webhook);
  }

  async changeWebhook(id: string, change: Partial<WebhookToCreate>): Promise<void> {
    await this.call('PATCH', `${this.urls.api}/v1/webhooks/${id}`, change);
  }

  async deleteWebhook(id: string): Promise<void> {
    await this.call('DELETE', `${this.urls.api}/v1/webhooks/${id}`);
  }

  async publish(event: { type: string; source: string; subject?: string; data: unknown }): Promise<void> {
    await this.call('POST', `${this.urls.ingest}/v1/events`, event);
  }

  async latestDeliveries(limit: number): Promise<readonly Delivery[]> {
    const page: Page<Delivery> = await this.call('GET', `${this.urls.api}/v1/deliveries?limit=${limit}`);
    return page.data;
  }

  private async call<Answer>(method: string, url: string, body?: unknown): Promise<Answer> {
    const response = await fetch(url, {
      method,
      headers: { 'x-api-key': this.key, ...(body !== undefined && { 'content-type': 'application/json' }) },
      signal: AbortSignal.timeout(15_000),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new CarehookRefused(`${method} ${new URL(url).pathname}`, response.status, text);
    return (text === '' ? undefined : JSON.parse(text)) as Answer;
  }
}
