import type { Dispatcher } from 'undici';
import { type ClientTls, guardedAgent, type Outbound } from './guarded.agent.js';

interface OwnAgent {
  tls: ClientTls;
  readonly agent: Dispatcher;
  usedAtMs: number;
}

const MAX_AGENTS = 1_000;
const MAX_IDLE_MS = 60_000;
const SWEEP_MS = 15_000;

/**
 * Connection pools of the webhooks with certificates of their own, one each: a connection that was made in one webhook's
 * name carries nobody else's requests. A pool is closed when its webhook's certificates change, when nothing was sent for
 * a minute (so, too, when the webhook has none any more, or is gone), and the longest unused when there are too many.
 */
export class TlsAgents {
  /** By webhook, the longest unused first. */
  private readonly agents = new Map<string, OwnAgent>();
  private readonly sweeper = setInterval(() => this.closeIdle(performance.now()), SWEEP_MS).unref();

  constructor(
    private readonly outbound: Outbound,
    private readonly maxAgents = MAX_AGENTS,
  ) {}

  get size(): number {
    return this.agents.size;
  }

  /** @throws what OpenSSL has against the webhook's certificates */
  agentFor(tls: ClientTls): Dispatcher {
    const known = this.agents.get(tls.webhookId);
    const own = known && isSame(known.tls, tls) ? known : this.replace(known, tls);
    own.tls = tls;
    own.usedAtMs = performance.now();
    this.agents.delete(tls.webhookId);
    this.agents.set(tls.webhookId, own);
    return own.agent;
  }

  /** Requests under way are ended, and then the connections. */
  closeIdle(nowMs: number): void {
    for (const [webhookId, { usedAtMs }] of this.agents) {
      if (nowMs - usedAtMs < MAX_IDLE_MS) return;
      this.drop(webhookId);
    }
  }

  async destroy(): Promise<void> {
    clearInterval(this.sweeper);
    await Promise.all([...this.agents.values()].map(({ agent }) => agent.destroy()));
    this.agents.clear();
  }

  private replace(known: OwnAgent | undefined, tls: ClientTls): OwnAgent {
    const agent = guardedAgent(this.outbound, tls);
    if (known) this.drop(tls.webhookId);
    const [longestUnused] = this.agents.keys();
    if (longestUnused !== undefined && this.agents.size >= this.maxAgents) this.drop(longestUnused);
    return { tls, agent, usedAtMs: 0 };
  }

  private drop(webhookId: string): void {
    const dropped = this.agents.get(webhookId);
    this.agents.delete(webhookId);
    void dropped?.agent.close();
  }
}

function isSame(one: ClientTls, other: ClientTls): boolean {
  return (
    one === other ||
    (one.clientCertificate === other.clientCertificate && one.clientKey === other.clientKey && one.ca === other.ca)
  );
}
