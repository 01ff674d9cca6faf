import { GROUP, KIND, type ObjectMeta, type SecretKeyRef, VERSION } from '../resource/webhook.resource.js';
import type { KubeClient } from './kube.client.js';
import { KubeRefused, SecretMissing } from './kube.errors.js';

interface SecretObject {
  readonly data?: Readonly<Record<string, string>>;
}

/** Values of one Secret, by key. */
export type SecretTexts = ReadonlyMap<string, string>;

/** Reads single Secrets, and makes those that resources name; it can neither list nor change any. */
export class Secrets {
  constructor(private readonly client: KubeClient) {}

  /** @throws SecretMissing where it is not there, may not be read, or lacks the key; `field` names the reference */
  async text(namespace: string, ref: SecretKeyRef, field: string): Promise<string> {
    const texts = await this.find(namespace, ref.name, field);
    if (!texts) throw new SecretMissing(ref.name, field, 'is not there');
    const value = texts.get(ref.key);
    if (!value) throw new SecretMissing(ref.name, field, `has no key "${ref.key}"`);
    return value;
  }

  /** `undefined` where there is none. @throws SecretMissing where it may not be read */
  async find(namespace: string, name: string, field: string): Promise<SecretTexts | undefined> {
    try {
      const { data = {} } = await this.client.get<SecretObject>(`${pathOf(namespace)}/${name}`);
      return new Map(Object.entries(data).map(([key, value]) => [key, decoded(value)]));
    } catch (error) {
      if (!(error instanceof KubeRefused)) throw error;
      if (error.status === 404) return undefined;
      throw forbidden(error, name, field) ?? error;
    }
  }

  /** A Secret that goes with the resource. @throws SecretMissing where the operator may not make it */
  async create(owner: ObjectMeta, ref: SecretKeyRef, value: string, field: string): Promise<void> {
    try {
      await this.client.create(pathOf(owner.namespace), {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: {
          name: ref.name,
          namespace: owner.namespace,
          ownerReferences: [{ apiVersion: `${GROUP}/${VERSION}`, kind: KIND, name: owner.name, uid: owner.uid }],
        },
        type: 'Opaque',
        data: { [ref.key]: Buffer.from(value).toString('base64') },
      });
    } catch (error) {
      throw (error instanceof KubeRefused && forbidden(error, ref.name, field)) || error;
    }
  }
}

/** A line end at the end of a file that the Secret was made from does not count. */
function decoded(value: string): string {
  return Buffer.from(value, 'base64')
    .toString('utf8')
    .replace(/[\r\n]+$/, '');
}

function forbidden({ status }: KubeRefused, name: string, field: string): SecretMissing | undefined {
  if (status !== 403) return undefined;
  return new SecretMissing(name, field, 'may not be read or made: bind the operator in this namespace');
}

function pathOf(namespace: string): string {
  return `/api/v1/namespaces/${namespace}/secrets`;
}
