import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { TargetAddressPolicy } from '#domain';
import {
  hasOpenssl,
  type Identity,
  issuedBy,
  opensslMissing,
  selfSigned,
} from '../../../../test/support/certificates.js';
import type { ClientTls } from './guarded.agent.js';
import { HttpSender } from './http.sender.js';
import { TlsAgents } from './tls.agents.js';

const policy = new TargetAddressPolicy(['127.0.0.0/8']);
const lookup: NonNullable<ConstructorParameters<typeof HttpSender>[0]['lookup']> = (_host, _options, callback) =>
  callback(null, [{ address: '127.0.0.1', family: 4 }]);

describe.skipIf(!hasOpenssl)(`TLS${opensslMissing}`, () => {
  let authority: Identity;
  let receiver: Identity;
  let client: Identity;
  let otherClient: Identity;
  beforeAll(() => {
    authority = selfSigned('authority');
    receiver = issuedBy(authority, 'receiver', ['DNS:receiver.example', 'IP:127.0.0.1']);
    client = issuedBy(authority, 'carehook');
    otherClient = issuedBy(authority, 'other');
  });

  let server: Server;
  let sender: HttpSender;
  /** The name in the certificate that each request came with. */
  let seen: (string | undefined)[];
  let sockets: Socket[];
  beforeEach(() => {
    sender = new HttpSender({ policy, lookup });
    seen = [];
    sockets = [];
  });
  afterEach(async () => {
    await sender.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  async function listen(identity: Identity, options: { requestCert?: boolean; maxVersion?: 'TLSv1.2' } = {}) {
    server = createServer({ ...identity, ca: authority.cert, ...options }, (request, response) => {
      const peer = (request.socket as TLSSocket).getPeerCertificate() as Partial<PeerCertificate>;
      seen.push(peer.subject?.CN as string | undefined);
      response.end('taken');
    });
    server.on('connection', (socket: Socket) => sockets.push(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  }
  function send(tls?: Omit<ClientTls, 'webhookId'> & { webhookId?: string }, host = 'receiver.example') {
    const url = new URL(`https://${host}:${(server.address() as AddressInfo).port}/hook`);
    return sender.send({
      url,
      headers: {},
      body: Buffer.from('{}'),
      timeoutMs: 5_000,
      ...(tls && { tls: { webhookId: 'w1', ...tls } }),
    });
  }
  const identityOf = ({ cert, key }: Identity) => ({ clientCertificate: cert, clientKey: key });

  it('takes a receiver of the webhook’s own authority, by name and by address, and of no other', async () => {
    await listen(receiver);
    expect(await send({ ca: authority.cert })).toMatchObject({ code: 'ok' });
    expect(await send({ ca: authority.cert }, '127.0.0.1')).toMatchObject({ code: 'ok' });
    expect(await send({ ca: otherClient.cert })).toMatchObject({ code: 'tls_error' });
    expect(await send()).toMatchObject({ code: 'tls_error' });
    expect(seen).toHaveLength(2);
  });

  it('holds the receiver to its name', async () => {
    await listen(receiver);
    expect(await send({ ca: authority.cert }, 'elsewhere.example')).toEqual({
      code: 'tls_error',
      error: 'ERR_TLS_CERT_ALTNAME_INVALID',
      durationMs: expect.any(Number),
    });
    expect(seen).toEqual([]);
  });

  it('verifies, whatever the environment says', async () => {
    await listen(receiver);
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    sender = new HttpSender({ policy, lookup });
    expect(await send()).toMatchObject({ code: 'tls_error' });
    expect(await send({ ca: otherClient.cert })).toMatchObject({ code: 'tls_error' });
    vi.unstubAllEnvs();
  });

  it.each([undefined, 'TLSv1.2'] as const)(
    'shows the webhook’s certificate to a receiver that asks (%s)',
    async (maxVersion) => {
      await listen(receiver, { requestCert: true, ...(maxVersion && { maxVersion }) });
      expect(await send({ ca: authority.cert, ...identityOf(client) })).toMatchObject({
        code: 'ok',
        responseBody: 'taken',
      });
      expect(seen).toEqual(['carehook']);
      // In TLS 1.3 the receiver refuses after the handshake, and may just hang up.
      const refused = { code: expect.stringMatching(/^(tls_error|connection_reset)$/) };
      const forged = identityOf(selfSigned('forged'));
      expect(await send({ webhookId: 'w2', ca: authority.cert })).toMatchObject(refused);
      expect(await send({ webhookId: 'w3', ca: authority.cert, ...forged })).toMatchObject(refused);
      expect(seen).toHaveLength(1);
    },
  );

  it('lets no webhook use the connections of another, and each its own again', async () => {
    await listen(receiver, { requestCert: true });
    const first = { webhookId: 'w1', ca: authority.cert, ...identityOf(client) };
    const second = { webhookId: 'w2', ca: authority.cert, ...identityOf(otherClient) };
    for (const tls of [first, second, first, second]) expect(await send(tls)).toMatchObject({ code: 'ok' });
    expect(seen).toEqual(['carehook', 'other', 'carehook', 'other']);
    expect(sockets.length).toBe(2);
  });

  it('uses new certificates from the next request on, and closes the connections of the old', async () => {
    await listen(receiver, { requestCert: true });
    await send({ ca: authority.cert, ...identityOf(client) });
    await send({ ca: authority.cert, ...identityOf(otherClient) });
    expect(seen).toEqual(['carehook', 'other']);
    await vi.waitFor(() => expect(sockets[0]?.destroyed).toBe(true));
    expect(sockets[1]?.destroyed).toBe(false);
  });

  it('fails in words where OpenSSL does not take a certificate', async () => {
    await listen(receiver);
    const { code, error } = await send({ clientCertificate: client.cert, clientKey: otherClient.key });
    expect({ code, error }).toEqual({ code: 'tls_error', error: 'ERR_OSSL_X509_KEY_VALUES_MISMATCH' });
    expect(sockets).toEqual([]);
  });
});

describe('the pools of webhooks with certificates', () => {
  const tls = (webhookId: string): ClientTls => ({ webhookId });

  it('are kept by webhook while the certificates are the same, though the webhook changed', async () => {
    const agents = new TlsAgents({ policy });
    const agent = agents.agentFor(tls('w1'));
    expect(agents.agentFor(tls('w1'))).toBe(agent);
    expect(agents.agentFor(tls('w2'))).not.toBe(agent);
    await agents.destroy();
  });

  it('are closed when they are not used for a minute', async () => {
    const agents = new TlsAgents({ policy });
    agents.agentFor(tls('w1'));
    agents.closeIdle(performance.now() + 59_000);
    expect(agents.size).toBe(1);
    agents.closeIdle(performance.now() + 61_000);
    expect(agents.size).toBe(0);
    await agents.destroy();
  });

  it('are limited: the longest unused makes room', async () => {
    const agents = new TlsAgents({ policy }, 2);
    const first = agents.agentFor(tls('w1'));
    agents.agentFor(tls('w2'));
    agents.agentFor(tls('w1'));
    agents.agentFor(tls('w3'));
    expect(agents.size).toBe(2);
    expect(agents.agentFor(tls('w1'))).toBe(first);
    await agents.destroy();
  });
});
