import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { PortChooser } from '../../tools/local-stack/src/ports.js';
import type { ProcessPlan } from '../../tools/local-stack/src/processes/process.plan.js';
import { SupervisedProcess } from '../../tools/local-stack/src/processes/supervised.process.js';
import { silentReporter } from '../../tools/local-stack/src/reporter.js';
import { issuedBy, selfSigned } from '../support/certificates.js';

const { KUBE_APISERVER = '', ETCD = '' } = process.env;

/** What to say in the name of the suite where it cannot run. */
export const binariesMissing = [KUBE_APISERVER, ETCD].every((path) => path !== '' && existsSync(path))
  ? ''
  : ' (not run: KUBE_APISERVER and ETCD name no binaries, see docs/kubernetes.md)';

/** What the API server answered. */
export interface KubeAnswer {
  readonly status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each kind has its own
  readonly body: any;
}

/** A real API server of Kubernetes with its etcd, on this machine's loopback alone; RBAC decides. */
export class KubeApiServer {
  private readonly adminToken = randomBytes(16).toString('hex');
  private readonly authority = selfSigned('kubernetes');
  private processes: SupervisedProcess[] = [];

  private constructor(
    private readonly folder: string,
    private readonly port: number,
  ) {}

  static async start(): Promise<KubeApiServer> {
    const ports = new PortChooser(silentReporter);
    const [port, etcdPort, peerPort] = [await ports.any(), await ports.any(), await ports.any()];
    const server = new KubeApiServer(mkdtempSync(join(tmpdir(), 'carehook-kubernetes-')), port);
    for (const plan of [server.etcd(etcdPort, peerPort), server.apiServer(etcdPort)]) {
      const logFile = join(server.folder, `${plan.name}.log`);
      const started = new SupervisedProcess(plan, { logFile, reporter: silentReporter, restarts: false });
      server.processes.push(started);
      await started.start();
    }
    return server;
  }

  get url(): string {
    return `https://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    for (const each of this.processes.toReversed()) await each.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The API server alone is away while `work` runs, and is back when this resolves. */
  async away(work: () => Promise<void>): Promise<void> {
    const server = this.processes.at(-1);
    await server?.stop();
    await work();
    await server?.start();
  }

  /** As an administrator, or with another token. */
  async call(
    method: string,
    path: string,
    body?: object,
    { token = this.adminToken, patch = 'merge' } = {},
  ): Promise<KubeAnswer> {
    const contentType = method === 'PATCH' ? `application/${patch}-patch+json` : 'application/json';
    return new Promise((resolve, reject) => {
      const sent = request(`${this.url}${path}`, {
        ...{ method, ca: this.authority.cert },
        headers: { authorization: `Bearer ${token}`, 'content-type': contentType },
      });
      sent.once('error', reject);
      sent.once('response', (response) => {
        const { statusCode = 0 } = response;
        text(response).then((answer) => resolve({ status: statusCode, body: asJson(answer) }), reject);
      });
      sent.end(body && JSON.stringify(body));
    });
  }

  /** A folder as a pod of this service account finds it. */
  async credentialsOf(namespace: string, account: string): Promise<{ folder: string; token: string }> {
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`;
    const { body } = await this.call('POST', path, { spec: { expirationSeconds: 3_600 } });
    const folder = join(this.folder, account);
    mkdirSync(folder);
    writeFileSync(join(folder, 'token'), body.status.token);
    writeFileSync(join(folder, 'ca.crt'), this.authority.cert);
    return { folder, token: body.status.token };
  }

  private etcd(port: number, peerPort: number): ProcessPlan {
    const [url, peerUrl] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${peerPort}`];
    return {
      ...{ name: 'etcd', command: ETCD, marker: this.folder, stopSignal: 'SIGTERM', graceMs: 10_000 },
      args: [
        ...['--data-dir', join(this.folder, 'etcd'), '--unsafe-no-fsync'],
        ...['--listen-client-urls', url, '--advertise-client-urls', url],
        ...['--listen-peer-urls', peerUrl, '--initial-advertise-peer-urls', peerUrl],
        ...['--initial-cluster', `default=${peerUrl}`],
      ],
      readyTimeoutMs: 60_000,
      isReady: async () => (await fetch(`${url}/health`).catch(() => undefined))?.status === 200,
    };
  }

  private apiServer(etcdPort: number): ProcessPlan {
    const { cert, key } = issuedBy(this.authority, 'kube-apiserver', ['IP:127.0.0.1']);
    const accounts = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const file = (name: string, content: string | Buffer) => {
      const path = join(this.folder, name);
      writeFileSync(path, content, { mode: 0o600 });
      return path;
    };
    return {
      ...{
        name: 'kube-apiserver',
        command: KUBE_APISERVER,
        marker: this.folder,
        stopSignal: 'SIGTERM',
        graceMs: 10_000,
      },
      args: [
        ...['--etcd-servers', `http://127.0.0.1:${etcdPort}`],
        ...['--bind-address', '127.0.0.1', '--secure-port', String(this.port)],
        ...['--tls-cert-file', file('tls.crt', cert), '--tls-private-key-file', file('tls.key', key)],
        ...['--service-account-issuer', 'https://kubernetes.default.svc'],
        ...[
          '--service-account-key-file',
          file('accounts.pub', pem(accounts.publicKey.export({ type: 'spki', format: 'pem' }))),
        ],
        '--service-account-signing-key-file',
        file('accounts.key', pem(accounts.privateKey.export({ type: 'pkcs8', format: 'pem' }))),
        ...['--token-auth-file', file('tokens.csv', `${this.adminToken},admin,admin,"system:masters"\n`)],
        ...['--authorization-mode', 'RBAC', '--service-cluster-ip-range', '10.0.0.0/24'],
        ...['--endpoint-reconciler-type', 'none', '--cert-dir', join(this.folder, 'certificates')],
      ],
      readyTimeoutMs: 110_000,
      isReady: async () => (await this.call('GET', '/readyz').catch(() => undefined))?.status === 200,
    };
  }
}

function asJson(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch {
    return answer;
  }
}

function pem(text: string | Buffer): string {
  return text.toString();
}
