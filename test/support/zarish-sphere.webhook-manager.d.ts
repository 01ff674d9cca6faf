interface Webhook {
  readonly id: string;
  readonly [field: string]: unknown;
}

export declare class WebhookManager {
  readonly webhooks: Map<string, Webhook>;
  constructor(apiKey: string, baseURL?: string);
  createWebhook(config: object): Promise<Webhook>;
  listWebhooks(): Promise<unknown>;
  updateWebhook(webhookId: string, updates: object): Promise<Webhook>;
  deleteWebhook(webhookId: string): Promise<void>;
  testWebhook(webhookId: string): Promise<unknown>;
}
