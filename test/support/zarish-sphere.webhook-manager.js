/**
 * The client class of ZARISH SPHERE's page "Webhook Events", as it stands there: what an integrator already runs must work
 * against Carehook with nothing changed but the base URL. Plain JavaScript on purpose.
 */
export class WebhookManager {
  constructor(apiKey, baseURL = 'https://api.zarishsphere.com/v1') {
    this.apiKey = apiKey;
    this.baseURL = baseURL;
    this.webhooks = new Map();
  }

  async createWebhook(config) {
    const response = await fetch(`${this.baseURL}/webhooks`, {
      method: 'POST',
      headers: {
        'X-API-Key': this.apiKey,
        'Content-Type': 'application/json',
      },
      body: JSON.stringify(config),
    });

    if (!response.ok) {
      throw new Error(`Failed to create webhook: ${response.statusText}`);
    }

    const webhook = await response.json();
    this.webhooks.set(webhook.id, webhook);
    return webhook;
  }

  async listWebhooks() {
    const response = await fetch(`${this.baseURL}/webhooks`, {
      headers: {
        'X-API-Key': this.apiKey,
      },
    });

    return response.json();
  }

  async updateWebhook(webhookId, updates) {
    const response = await fetch(`${this.baseURL}/webhooks/${webhookId}`, {
      method: 'PUT',
      headers: {
        'X-API-Key': this.apiKey,
        'Content-Type': 'application/json',
      },
      body: JSON.stringify(updates),
    });

    if (!response.ok) {
      throw new Error(`Failed to update webhook: ${response.statusText}`);
    }

    const webhook = await response.json();
    this.webhooks.set(webhookId, webhook);
    return webhook;
  }

  async deleteWebhook(webhookId) {
    const response = await fetch(`${this.baseURL}/webhooks/${webhookId}`, {
      method: 'DELETE',
      headers: {
        'X-API-Key': this.apiKey,
      },
    });

    if (!response.ok) {
      throw new Error(`Failed to delete webhook: ${response.statusText}`);
    }

    this.webhooks.delete(webhookId);
  }

  async testWebhook(webhookId) {
    const response = await fetch(`${this.baseURL}/webhooks/${webhookId}/test`, {
      method: 'POST',
      headers: {
        'X-API-Key': this.apiKey,
      },
    });

    return response.json();
  }
}
