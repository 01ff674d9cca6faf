import { randomBytes } from 'node:crypto';
import type { ApiKeyRole } from '#domain';
import type { ApiClient } from './carehook.js';
import { eventually, type PipelineInUse, type TestTenant } from './pipeline.js';
import type { RouteObjects } from './route.table.js';

/** Keys of one tenant by what they are, and the key of another tenant's admin. */
export type RouteKeys = Readonly<Record<ApiKeyRole | 'expired' | 'elsewhere' | 'foreign', string>> & {
  readonly none: undefined;
};

/** The keys of tenant `default`, whose operator is at hand. */
export async function makeKeys({ operator, carehook }: PipelineInUse, foreign: TestTenant): Promise<RouteKeys> {
  const make = async (role: string, limits: object = {}): Promise<string> =>
    (await operator('POST', '/v1/api-keys', { name: role, role, ...limits })).body.key;
  const soon = new Date(Date.now() + 500).toISOString();
  return {
    none: undefined,
    operator: carehook.adminKey,
    admin: await make('admin'),
    viewer: await make('viewer'),
    producer: await make('producer'),
    expired: await make('admin', { expiresAt: soon }),
    elsewhere: await make('admin', { allowedIps: ['192.0.2.0/24'] }),
    foreign: foreign.key,
  };
}

/** Makes what routes are about, in tenant `default`. */
export class RouteWorld {
  private constructor(
    private readonly pipeline: PipelineInUse,
    private readonly admin: ApiClient,
    private readonly lasting: RouteObjects,
  ) {}

  static async make(pipeline: PipelineInUse): Promise<RouteWorld> {
    const { operator: admin, carehook, receiver } = pipeline;
    const events = ['walk.happened', 'patient.created'];
    await admin('PATCH', '/v1/tenants/default', { sealing: 'on' });
    const webhook = await idOf(admin, '/v1/webhooks', { url: receiver.url('/walk'), events });
    const { body } = await pipeline.ingest(carehook.adminKey, JSON.stringify({ type: 'walk.happened', data: {} }));
    const delivery = await eventually(
      async () => (await admin('GET', '/v1/deliveries?status=delivered')).body.data[0]?.id as string | undefined,
      (id) => id !== undefined,
    );
    const objects = { webhook, delivery: delivery as string, event: body.id as string, tenant: 'default', unique: '' };
    const world = new RouteWorld(pipeline, admin, {
      ...objects,
      ...{ medilab: '', odontology: '', key: '', eventType: '', dataKey: '' },
    });
    const rest = ['medilab', 'odontology', 'key', 'eventType', 'dataKey'] as const;
    const made = await Promise.all(rest.map(async (kind) => [kind, await world.makeOne(kind)] as const));
    return new RouteWorld(pipeline, admin, { ...world.lasting, ...Object.fromEntries(made) });
  }

  /** What there is for one call, with a new one of what it uses up. */
  async objects(usedUp?: keyof RouteObjects): Promise<RouteObjects> {
    const fresh = usedUp && { [usedUp]: await this.makeOne(usedUp) };
    return { ...this.lasting, ...fresh, unique: unique() };
  }

  /** Ids of this tenant that nobody else may ever see. */
  get secrets(): readonly string[] {
    const { webhook, medilab, odontology, delivery, event, key } = this.lasting;
    return [webhook, medilab, odontology, delivery, event, key];
  }

  private async makeOne(kind: keyof RouteObjects): Promise<string> {
    const sound = { url: this.pipeline.receiver.url('/walk'), events: ['nobody.cares'] };
    if (kind === 'key') return idOf(this.admin, '/v1/api-keys', { name: 'walked', role: 'viewer' });
    if (kind === 'eventType') {
      const type = `own.${unique()}`;
      await idOf(this.admin, '/v1/event-types', { type, schema: {}, example: {} });
      return type;
    }
    if (kind === 'dataKey') {
      const path = '/v1/tenants/default/data-keys';
      const id = await idOf(this.admin, path, undefined);
      // One that seals cannot be dropped.
      await idOf(this.admin, path, undefined);
      return id;
    }
    return idOf(this.admin, '/v1/webhooks', { ...sound, ...(kind !== 'webhook' && { dialect: kind }) });
  }
}

async function idOf(client: ApiClient, path: string, body: unknown): Promise<string> {
  const answer = await client('POST', path, body);
  if (answer.status !== 201) throw new RangeError(`${path} was answered ${answer.status}: ${answer.text}`);
  return answer.body.id as string;
}

function unique(): string {
  return `x${randomBytes(4).toString('hex')}`;
}
