import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { nodePlan } from '../../tools/local-stack/src/carehook-app.js';
import { entryPoint, REPOSITORY_ROOT } from '../../tools/local-stack/src/layout.paths.js';
import { PortChooser } from '../../tools/local-stack/src/ports.js';
import { SupervisedProcess } from '../../tools/local-stack/src/processes/supervised.process.js';
import { silentReporter } from '../../tools/local-stack/src/reporter.js';
import { manifestsOf } from '../deploy/manifests.js';
import type { KubeApiServer } from './api.server.js';

const COMPONENT = join(REPOSITORY_ROOT, 'k8s/components/webhook-operator');
const PATHS: Readonly<Record<string, string>> = {
  CustomResourceDefinition: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
  ClusterRole: '/apis/rbac.authorization.k8s.io/v1/clusterroles',
  ClusterRoleBinding: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
  ServiceAccount: '/api/v1/namespaces/carehook/serviceaccounts',
};

/** The operator's namespace, definition, account and roles, from the files that people apply. */
export async function applyComponent(server: KubeApiServer): Promise<void> {
  await createNamespace(server, 'carehook');
  for (const manifest of manifestsOf(COMPONENT)) {
    const path = PATHS[manifest.kind];
    if (path === undefined) continue;
    const { status, body } = await server.call('POST', path, manifest);
    if (status !== 201) throw new RangeError(`${manifest.kind} was refused: ${JSON.stringify(body)}`);
  }
}

export async function createNamespace(server: KubeApiServer, name: string): Promise<void> {
  await server.call('POST', '/api/v1/namespaces', { metadata: { name } });
}

/** What docs/kubernetes.md has people do for a namespace: let the operator at its Secrets. */
export async function bindSecrets(server: KubeApiServer, namespace: string): Promise<void> {
  await server.call('POST', `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/rolebindings`, {
    metadata: { name: 'carehook-webhooks' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'carehook-webhook-secrets' },
    subjects: [{ kind: 'ServiceAccount', name: 'webhook-operator', namespace: 'carehook' }],
  });
}

/** The built operator as a process; `log` is everything that it wrote. */
export async function operatorProcess(env: NodeJS.ProcessEnv) {
  const port = await new PortChooser(silentReporter).any();
  const logFile = join(mkdtempSync(join(tmpdir(), 'carehook-logs-')), `webhook-operator-${port}.log`);
  const plan = nodePlan('webhook-operator', entryPoint.app('webhook-operator'), port, env);
  const process = new SupervisedProcess(plan, { logFile, reporter: silentReporter, restarts: false });
  return { process, url: `http://127.0.0.1:${port}`, log: () => readFileSync(logFile, 'utf8') };
}

/** Stands before Carehook's API; what was created may be kept from who asked for it. */
export class ApiGate {
  /** Called with Carehook's answer to a creation, in the place of passing it on. */
  onCreated: (() => void) | undefined;
  private readonly server = createServer((request, response) => void this.pass(request, response));

  private constructor(private readonly target: string) {}

  static async start(target: string): Promise<ApiGate> {
    const gate = new ApiGate(target);
    await new Promise<void>((resolve) => gate.server.listen(0, '127.0.0.1', resolve));
    return gate;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = request;
    const body = await buffer(request);
    const key = String(headers['x-api-key']);
    const answer = await fetch(this.target + url, {
      method,
      headers: { 'x-api-key': key, ...(body.length > 0 && { 'content-type': 'application/json' }) },
      ...(body.length > 0 && { body: new Uint8Array(body) }),
    });
    const text = await answer.text();
    if (this.onCreated && method === 'POST' && url === '/v1/webhooks') {
      this.onCreated();
      this.onCreated = undefined;
      response.destroy();
      return;
    }
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
  }
}
