import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { PortChooser, PortInvalid, portIsFree, wantedPort } from './ports.js';

function chooser(taken: readonly number[]) {
  const lines: string[] = [];
  const ports = new PortChooser({ say: (line) => lines.push(line) }, async (port) => !taken.includes(port));
  return { ports, lines };
}

describe('wantedPort', () => {
  it('is the default unless the variable says otherwise', () => {
    expect(wantedPort('subscription-api', {})).toBe(3000);
    expect(wantedPort('subscription-api', { SUBSCRIPTION_API_PORT: '' })).toBe(3000);
    expect(wantedPort('subscription-api', { SUBSCRIPTION_API_PORT: '8080' })).toBe(8080);
  });

  it.each(['eighty', '0', '65536', '30.5', '-1'])('refuses "%s" and names the variable', (value) => {
    expect(() => wantedPort('event-ingest', { EVENT_INGEST_PORT: value })).toThrow(
      new PortInvalid('EVENT_INGEST_PORT', value),
    );
  });
});

describe('PortChooser', () => {
  it('says nothing where the port is free', async () => {
    const { ports, lines } = chooser([]);
    expect(await ports.choose('kafka', {})).toBe(9092);
    expect(lines).toEqual([]);
  });

  it('replaces a taken port and says so in one line', async () => {
    const { ports, lines } = chooser([3000]);
    const port = await ports.choose('subscription-api', {});
    expect(port).not.toBe(3000);
    expect(lines).toEqual([expect.stringContaining(`port 3000 is taken: subscription-api listens on ${port} instead`)]);
  });

  it('gives no port twice', async () => {
    const { ports } = chooser([]);
    await ports.choose('subscription-api', {});
    expect(await ports.choose('event-ingest', { EVENT_INGEST_PORT: '3000' })).not.toBe(3000);
  });

  it('gives none twice to those who ask at the same time either', async () => {
    const { ports } = chooser([]);
    const environment = { EVENT_INGEST_PORT: '3210' };
    const given = await Promise.all([1, 2].map(() => ports.choose('event-ingest', environment)));
    expect(new Set(given).size).toBe(2);
  });
});

describe('portIsFree', () => {
  it('sees a listener, on the loopback address or on all addresses', async () => {
    for (const host of ['127.0.0.1', '0.0.0.0']) {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, host, resolve));
      const { port } = server.address() as { port: number };
      expect(await portIsFree(port)).toBe(false);
      await new Promise((resolve) => server.close(resolve));
      expect(await portIsFree(port)).toBe(true);
    }
  });
});
