/**
 * How much of what waits for Kafka each tenant may hold: as much as is still free. So one tenant alone gets half of it all, two a
 * third each, and there is always room for the next one, however much the others send.
 * Source: A. K. Choudhury, E. L. Hahne, "Dynamic Queue Length Thresholds for Shared-Memory Packet Switches" (1998).
 */
export class TenantShares {
  private readonly bytesOf = new Map<string, number>();
  private free: number;

  constructor(maxBytes: number) {
    this.free = maxBytes;
  }

  /** Returns what gives the share back, or `undefined` where the tenant holds too much. One that holds nothing may take any. */
  take(tenantId: string, bytes: number): (() => void) | undefined {
    const held = this.bytesOf.get(tenantId) ?? 0;
    if (held > 0 && held + bytes > this.free) return undefined;
    this.change(tenantId, bytes);
    return () => this.change(tenantId, -bytes);
  }

  private change(tenantId: string, bytes: number): void {
    this.free -= bytes;
    const held = (this.bytesOf.get(tenantId) ?? 0) + bytes;
    if (held > 0) this.bytesOf.set(tenantId, held);
    else this.bytesOf.delete(tenantId);
  }
}
