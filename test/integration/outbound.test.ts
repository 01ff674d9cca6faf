import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasOpenssl, type Identity, issuedBy, opensslMissing, selfSigned } from '../support/certificates.js';
import { ConnectProxy } from '../support/connect.proxy.js';
import { type Pipeline, startPipeline, type TestTenant } from '../support/pipeline.js';

describe.skipIf(!hasOpenssl)(`a webhook with certificates, through a proxy by https${opensslMissing}`, () => {
  const directory = mkdtempSync(join(tmpdir(), 'carehook-outbound-'));
  /** The name in the certificate that each request came with. */
  const seen: unknown[] = [];
  let authority: Identity;
  let client: Identity;
  let receiver: Server;
  let url: string;
  let proxy: ConnectProxy;
  let pipeline: Pipeline;
  let tenant: TestTenant;

  beforeAll(async () => {
    authority = selfSigned('authority');
    client = issuedBy(authority, 'carehook');
    const identity = issuedBy(authority, 'receiver', ['IP:127.0.0.1']);
    receiver = createServer({ ...identity, ca: authority.cert, requestCert: true }, (request, response) => {
      seen.push((request.socket as TLSSocket).getPeerCertificate().subject?.CN);
      request.resume().on('end', () => response.end());
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const { port } = receiver.address() as AddressInfo;
    url = `https://127.0.0.1:${port}/hook`;

    const proxyAuthority = selfSigned('authority of the proxy');
    proxy = await ConnectProxy.start(() => ({ port }), issuedBy(proxyAuthority, 'proxy', ['IP:127.0.0.1']));
    const trusted = join(directory, 'trusted.pem');
    writeFileSync(trusted, proxyAuthority.cert);
    pipeline = await startPipeline({
      env: {
        DELIVERY_PROXY_URL: `https://carehook:s3cret@127.0.0.1:${proxy.port}`,
        DELIVERY_DENIED_NETWORKS: '127.0.0.3/32',
        NODE_EXTRA_CA_CERTS: trusted,
      },
    });
    tenant = await pipeline.tenant('Outbound');
  });
  afterAll(async () => {
    await pipeline?.stop();
    await proxy?.stop();
    receiver?.closeAllConnections();
    receiver?.close();
    rmSync(directory, { recursive: true });
  });

  const create = (settings: object) =>
    tenant.admin('POST', '/v1/webhooks', { url, events: ['patient.created'], ...settings });
  const rowOf = async (id: string) => {
    const columns = 'tls_client_certificate, tls_sealed_client_key, tls_ca';
    const { rows } = await pipeline.carehook.database.query(`select ${columns} from webhooks where id = $1`, [id]);
    return rows[0];
  };

  it('is sent to with its certificate, changed, and freed of it', async () => {
    const tls = { clientCertificate: client.cert, clientKey: client.key, ca: authority.cert };
    const { status, body: webhook, text } = await create({ tls });
    expect(status).toBe(201);
    expect(text).not.toMatch(/PRIVATE|BEGIN/);
    expect(webhook.tls).toMatchObject({
      clientCertificate: { subject: 'O=Carehook, CN=carehook', validTo: expect.stringMatching(/Z$/) },
      ca: [{ subject: 'O=Carehook, CN=authority', fingerprint256: expect.stringMatching(/^([0-9A-F]{2}:){31}/) }],
    });
    const path = `/v1/webhooks/${webhook.id}`;
    const tested = async () => (await tenant.admin('POST', `${path}/test`, {})).body;
    expect(await tested()).toMatchObject({ success: true, attempt: { statusCode: 200 } });
    expect(seen).toEqual(['carehook']);
    expect(proxy.tunnels.at(-1)).toMatchObject({
      target: new URL(url).host,
      headers: { 'proxy-authorization': `Basic ${Buffer.from('carehook:s3cret').toString('base64')}` },
    });

    const read = (await tenant.admin('GET', path)).body;
    expect(read.tls).toEqual(webhook.tls);
    expect((await tenant.admin('PUT', path, read)).body.tls).toEqual(webhook.tls);
    const sealed = (await rowOf(webhook.id)).tls_sealed_client_key as Buffer;
    expect(sealed.toString('latin1')).not.toContain('PRIVATE');

    const next = issuedBy(authority, 'carehook-2027');
    const changed = { tls: { clientCertificate: next.cert, clientKey: next.key, ca: authority.cert } };
    expect((await tenant.admin('PATCH', path, changed)).status).toBe(200);
    expect(await tested()).toMatchObject({ success: true });
    expect(seen).toEqual(['carehook', 'carehook-2027']);

    expect((await tenant.admin('PATCH', path, { tls: null })).body.tls).toBeNull();
    expect(await tested()).toMatchObject({ success: false, attempt: { code: 'tls_error' } });
    expect(seen).toHaveLength(2);
  });

  it('loses them when it is deleted', async () => {
    const { body: webhook } = await create({ tls: { ca: authority.cert } });
    expect(await rowOf(webhook.id)).toMatchObject({ tls_ca: authority.cert });
    await tenant.admin('DELETE', `/v1/webhooks/${webhook.id}`);
    expect(await rowOf(webhook.id)).toEqual({
      tls_client_certificate: null,
      tls_sealed_client_key: null,
      tls_ca: null,
    });
  });

  it('is refused with every problem at its field', async () => {
    const foreign = selfSigned('foreign');
    const refused = await create({ tls: { clientCertificate: client.cert, clientKey: foreign.key, ca: 'x' } });
    expect(refused).toMatchObject({ status: 400, body: { error: { code: 'VALIDATION_FAILED' } } });
    expect(refused.body.error.details).toEqual([
      { field: 'tls.ca', reason: 'must hold a certificate in PEM' },
      { field: 'tls.clientKey', reason: 'is not the key of the client certificate' },
    ]);
    const long = await create({ tls: { ca: 'x'.repeat(65_537), rejectUnauthorized: false } });
    expect(long.body.error.details).toEqual([
      { field: 'tls.ca', reason: expect.stringContaining('65536') },
      { field: 'tls.rejectUnauthorized', reason: 'is not known here' },
    ]);
  });

  it('cannot be in a denied network, though that is allowed', async () => {
    const refused = await create({ url: 'https://127.0.0.3/' });
    expect(refused.body.error.details).toMatchObject([{ field: 'url' }]);
    expect((await create({ url: 'https://127.0.0.4/' })).status).toBe(201);
  });
});
