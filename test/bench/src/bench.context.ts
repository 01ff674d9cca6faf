import { join } from 'node:path';
import { type CarehookServers, removeServers, startServers } from '../../../tools/local-stack/src/carehook-servers.js';
import { REPOSITORY_ROOT } from '../../../tools/local-stack/src/layout.paths.js';
import type { BenchSizes } from './bench.sizes.js';
import { ChildCaller } from './child/child.process.js';
import type { LoadCalls } from './load/load.calls.js';
import type { Usages } from './measure/process.costs.js';
import { usageOf } from './measure/process.usage.js';
import { Product, type ProductOptions } from './product/product.js';
import type { ReceiverCalls } from './receiver/receiver.calls.js';

const BUILT = join(REPOSITORY_ROOT, 'dist', 'test', 'bench', 'src');

/** What a scenario has at hand: servers, one product at a time, a load and a receiver, each in a process of its own. */
export class BenchContext {
  readonly load = new ChildCaller<LoadCalls>('load', join(BUILT, 'load', 'load.main.js'));
  readonly receiver = new ChildCaller<ReceiverCalls>('receiver', join(BUILT, 'receiver', 'receiver.main.js'));
  private starting: Promise<Product> | undefined;
  private product: Product | undefined;
  private nextNumber = 0;

  private constructor(
    readonly servers: CarehookServers,
    private readonly folder: string,
    readonly sizes: BenchSizes,
    readonly say: (line: string) => void,
  ) {}

  static async start(folder: string, sizes: BenchSizes, say: (line: string) => void): Promise<BenchContext> {
    await removeServers(folder);
    const servers = await startServers({ dataDir: folder, quiet: true });
    return new BenchContext(servers, folder, sizes, say);
  }

  /** A fresh product; the one before it is stopped. */
  async freshProduct(options?: ProductOptions): Promise<Product> {
    await this.stopProduct();
    this.starting = Product.start(this.servers, join(this.folder, 'logs'), options);
    this.product = await this.starting;
    return this.product;
  }

  /** Also one that is just being started. */
  async stopProduct(): Promise<void> {
    const product = await this.starting?.catch(() => undefined);
    this.starting = undefined;
    this.product = undefined;
    await product?.stop();
  }

  /** Numbers that no event has had yet: what comes late from an earlier measurement is told apart. Returns the first. */
  numbers(count: number): number {
    const first = this.nextNumber;
    this.nextNumber += count;
    return first;
  }

  /** What each process has used up to now. Those that are not ours to look into are left out. */
  usages(): Usages {
    const pids = new Map([
      ...(this.product?.pids() ?? []),
      ['postgres', this.servers.postgres.pid],
      ['kafka', this.servers.kafka.pid],
      ['load', this.load.pid],
      ['receiver', this.receiver.pid],
    ]);
    return new Map(
      [...pids].flatMap(([name, pid]) => {
        const usage = pid === undefined ? undefined : usageOf(pid, name === 'postgres');
        return usage ? [[name, usage]] : [];
      }),
    );
  }

  /** Stops everything and deletes what it wrote. */
  async stop(): Promise<void> {
    await Promise.all([this.load.stop(), this.receiver.stop()]);
    await this.stopProduct().catch((error: unknown) => this.say(`the product did not stop in order: ${String(error)}`));
    await this.servers.stop({ wipe: true });
  }
}
