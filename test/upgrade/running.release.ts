import { APPS, type AppName, type RunningApp, startApp } from '../../tools/local-stack/src/carehook-app.js';
import type { Carehook } from '../support/carehook.js';

/** One process of each app, of whichever release; each is replaced as a rolling update does it. */
export class RunningRelease {
  /** Where to publish: one URL, two while event-ingest is replaced. */
  readonly ingests: string[];
  private readonly running = new Map<AppName, RunningApp>();

  constructor(private readonly carehook: Carehook) {
    for (const app of APPS) this.running.set(app, carehook.app(app));
    this.ingests = [carehook.app('event-ingest').url];
  }

  /** Of subscription-api, as of now. */
  get api(): string {
    return this.running.get('subscription-api')?.url ?? '';
  }

  /** App by app: starts the one of `root`, lets both work until `flows` has resolved, stops the one before. */
  async replaceAll(root: string | undefined, flows: () => Promise<void>): Promise<void> {
    for (const app of APPS) {
      const before = this.running.get(app);
      const next = await startApp(app, this.carehook.env, root === undefined ? {} : { root });
      this.running.set(app, next);
      if (app === 'event-ingest') this.ingests.push(next.url);
      await flows();
      await before?.process.stop();
      if (app === 'event-ingest') this.ingests.shift();
      await flows();
    }
  }

  async stop(): Promise<void> {
    await Promise.all([...this.running.values()].map(({ process }) => process.stop()));
  }
}
