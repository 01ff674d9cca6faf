import { randomBytes } from 'node:crypto';
import { type DynamicModule, Global, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { type DirectorySettings, type MasterKeySettings, masterKeysOf } from '#config';
import { CALLER_LOOKUP } from '#http-api';
import { DataSource, type DirectoryChanges, readDirectoryChanges, readDirectoryRevision } from '#postgres';
import { SecretSealer } from '#signing';
import { Gauge, LOGGER, type Logger, Registry } from '#telemetry';
import { ApiKeyDirectory } from './api-key.directory.js';
import { ApiKeyUses } from './api-key.uses.js';
import { DataKeyDirectory } from './data-key.directory.js';
import { DirectorySync } from './directory.sync.js';
import { EventTypeDirectory } from './event-type.directory.js';
import { WebhookDirectory } from './webhook.directory.js';

/** A master key is needed only where some tenant's events are sealed. */
type DirectoryModuleSettings = DirectorySettings & MasterKeySettings;

/** The directories of one process and the one synchronisation that feeds them. */
class Directories {
  readonly webhooks: WebhookDirectory;
  readonly apiKeys: ApiKeyDirectory;
  readonly eventTypes: EventTypeDirectory;
  readonly sync: DirectorySync<DirectoryChanges>;
  readonly dataKeys: DataKeyDirectory;

  constructor(database: DataSource, logger: Logger, settings: DirectoryModuleSettings) {
    this.sync = new DirectorySync<DirectoryChanges>(
      {
        readRevision: () => readDirectoryRevision(database),
        readChanges: (revision) => readDirectoryChanges(database, revision),
      },
      (changes) => {
        this.dataKeys.apply(changes.tenants, changes.dataKeys);
        this.webhooks.apply(changes.tenants, changes.webhooks);
        this.apiKeys.apply(changes.tenants, changes.apiKeys);
        this.eventTypes.apply(changes.tenants, changes.eventTypes);
      },
      settings.DIRECTORY_MAX_STALE_SECONDS * 1_000,
    );
    this.webhooks = new WebhookDirectory(logger, this.sync);
    this.apiKeys = new ApiKeyDirectory(this.sync);
    this.eventTypes = new EventTypeDirectory(logger, () => this.sync.refresh());
    const masterKeys = masterKeysOf(settings);
    this.dataKeys = new DataKeyDirectory(
      this.sync,
      masterKeys.length > 0 ? new SecretSealer(masterKeys, randomBytes) : undefined,
    );
  }
}

/** `WebhookDirectory`, `EventTypeDirectory`, `DataKeyDirectory`, and `ApiKeyDirectory` as what the roles guard asks; filled before the app takes up work. */
@Global()
@Module({})
export class DirectoryModule implements OnModuleInit {
  static forRoot(settings: DirectoryModuleSettings): DynamicModule {
    return {
      module: DirectoryModule,
      providers: [
        {
          provide: Directories,
          useFactory: (database: DataSource, logger: Logger) => new Directories(database, logger, settings),
          inject: [DataSource, LOGGER],
        },
        { provide: WebhookDirectory, useFactory: (all: Directories) => all.webhooks, inject: [Directories] },
        { provide: ApiKeyDirectory, useFactory: (all: Directories) => all.apiKeys, inject: [Directories] },
        { provide: EventTypeDirectory, useFactory: (all: Directories) => all.eventTypes, inject: [Directories] },
        { provide: DataKeyDirectory, useFactory: (all: Directories) => all.dataKeys, inject: [Directories] },
        ApiKeyUses,
        { provide: CALLER_LOOKUP, useExisting: ApiKeyDirectory },
      ],
      exports: [WebhookDirectory, ApiKeyDirectory, EventTypeDirectory, DataKeyDirectory, CALLER_LOOKUP],
    };
  }

  constructor(
    private readonly all: Directories,
    @Inject(Registry) private readonly registry: Registry,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.all.webhooks.refresh();
    this.show();
  }

  /** A process that has nothing to do does not refresh: the look at its age does, so that an age means an outage. */
  private show(): void {
    const { sync, webhooks } = this.all;
    const registers = [this.registry];
    new Gauge({
      name: 'carehook_directory_age_seconds',
      help: 'Since what this process knows of webhooks, tenants and keys was last known to be current',
      registers,
      async collect() {
        await sync.refresh().catch(() => undefined);
        this.set(sync.ageMs / 1_000);
      },
    });
    new Gauge({
      name: 'carehook_directory_webhooks',
      help: 'Webhooks that this process knows, active or not',
      registers,
      collect() {
        this.set(webhooks.size);
      },
    });
  }
}
