import { Module, type OnModuleInit } from '@nestjs/common';
import { DataSource } from '#postgres';
import { SETTINGS } from '../settings.js';
import { WebhooksModule } from '../webhooks/webhooks.module.js';
import { DataKeyMaker } from './data-key.maker.js';
import { DataKeysController } from './data-keys.controller.js';
import { DataKeysService } from './data-keys.service.js';
import { ensureFirstOperator } from './first-operator.ensure.js';
import { TenantsController } from './tenants.controller.js';
import { TenantsService } from './tenants.service.js';

@Module({
  imports: [WebhooksModule],
  controllers: [TenantsController, DataKeysController],
  providers: [TenantsService, DataKeysService, DataKeyMaker],
  exports: [TenantsService],
})
export class TenantsModule implements OnModuleInit {
  constructor(private readonly database: DataSource) {}

  async onModuleInit(): Promise<void> {
    const { CAREHOOK_ADMIN_KEY: key } = SETTINGS;
    if (key !== undefined) await ensureFirstOperator(this.database, key);
  }
}
