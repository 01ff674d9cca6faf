import { CarehookClient, type PresentWebhook } from '../carehook/carehook.client.js';
import { CarehookRefused } from '../carehook/carehook.errors.js';
import type { WebhookResources } from '../kubernetes/webhook.resources.js';
import { type Findings, timeOf } from '../resource/conditions.js';
import { keyOf, type WebhookResource, type WebhookStatus } from '../resource/webhook.resource.js';
import type { Fields } from './desired.webhook.js';
import { OtherTenant } from './other-tenant.error.js';
import { type Action, ownWebhooks, planFor } from './reconcile.plan.js';
import type { ResourceSecrets } from './resource.secrets.js';
import { fingerprintOf } from './secret.fingerprint.js';

/** What came of bringing a webhook in line. */
export interface SyncResult {
  readonly findings: Findings;
  /** To be kept in the status. */
  readonly known: Partial<WebhookStatus>;
  readonly actions: readonly Action[];
}

/** Makes Carehook have what a resource says. */
export class WebhookSync {
  constructor(
    private readonly resources: WebhookResources,
    private readonly secrets: ResourceSecrets,
    private readonly carehookUrl: string,
  ) {}

  /** @throws SecretMissing, OtherTenant, CarehookRefused, CarehookUnreachable, KubeRefused, KubeUnreachable */
  async bring(resource: WebhookResource, apiKey: string): Promise<SyncResult> {
    const client = new CarehookClient(this.carehookUrl, apiKey);
    const owner = await ownerOf(client, resource);
    const secret = await this.secrets.signing(resource, owner);
    const tls = await this.secrets.tls(resource);
    const webhooks = await candidates(client, resource);
    const actions = planFor({ resource, webhooks, apiKey, secret, tls, nowMs: Date.now() });
    let [present] = ownWebhooks(resource, webhooks);
    for (const action of actions) present = (await this.carryOut(client, resource, action)) ?? present;
    const { tenantId } = owner;
    if (!present) {
      const message = 'a creation that nothing was heard of may still be under way';
      return { findings: { reason: 'Creating', message }, known: { tenantId }, actions };
    }
    const { id: webhookId, active, disabledReason } = present;
    return {
      findings: { reason: 'Synced', message: 'Carehook has it', activity: { active, disabledReason } },
      known: {
        ...{ webhookId, tenantId, syncedGeneration: resource.metadata.generation },
        ...(secret !== undefined && { secretFingerprint: fingerprintOf(secret, apiKey) }),
      },
      actions,
    };
  }

  /** Deletes every webhook of the resource. @throws as `bring` */
  async remove(resource: WebhookResource, apiKey: string): Promise<void> {
    const client = new CarehookClient(this.carehookUrl, apiKey);
    await ownerOf(client, resource);
    for (const { id } of ownWebhooks(resource, await client.list())) await client.remove(id);
  }

  /** Gives the webhook as it is then, where the answer tells. */
  private async carryOut(
    client: CarehookClient,
    resource: WebhookResource,
    action: Action,
  ): Promise<PresentWebhook | undefined> {
    switch (action.kind) {
      case 'create':
        return this.create(client, resource, action.body);
      case 'change':
        return client.change(action.id, action.fields);
      case 'rotate':
        return client.rotate(action.id, action.secret);
      case 'remove':
        await client.remove(action.id);
        return undefined;
      case 'wait':
        return undefined;
    }
  }

  /** The claim ends with the status that names the webhook, or here, when Carehook is known to have created none. */
  private async create(client: CarehookClient, { metadata }: WebhookResource, body: Fields): Promise<PresentWebhook> {
    const key = keyOf(metadata);
    await this.resources.patchStatus(key, { creatingSince: timeOf(Date.now()) }, metadata.resourceVersion);
    try {
      return await client.create(body);
    } catch (error) {
      // A proxy's 502 or 504 says nothing about what became of the request.
      const isRefused = error instanceof CarehookRefused && error.status < 500;
      if (isRefused) await this.resources.patchStatus(key, { creatingSince: null });
      throw error;
    }
  }
}

/** @throws OtherTenant where the key has nothing to do with the webhook that is there */
async function ownerOf(client: CarehookClient, { status }: WebhookResource) {
  const owner = await client.owner();
  const known = status?.tenantId;
  if (known !== undefined && known !== owner.tenantId) throw new OtherTenant(known, owner.tenantId);
  return owner;
}

/** The webhook of the status; where there is none, all, for one of them may bear the resource's mark. */
async function candidates(client: CarehookClient, { status }: WebhookResource): Promise<PresentWebhook[]> {
  const known = status?.webhookId === undefined ? undefined : await client.find(status.webhookId);
  return known ? [known] : client.list();
}
