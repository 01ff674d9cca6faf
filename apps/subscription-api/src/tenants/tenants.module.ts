import { Module, type OnModuleInit } from '@nestjs/common';
import { DataSource } from '#postgres';
import { SETTINGS } from '../settings.js';
import { ensureFirstOperator } from './first-operator.ensure.js';
import { TenantsController } from './tenants.controller.js';
import { TenantsService } from './tenants.service.js';

@Module({ controllers: [TenantsController], providers: [TenantsService], exports: [TenantsService] })
export class TenantsModule implements OnModuleInit {
  constructor(private readonly database: DataSource) {}

  async onModuleInit(): Promise<void> {
    const { CAREHOOK_ADMIN_KEY: key } = SETTINGS;
    if (key !== undefined) await ensureFirstOperator(this.database, key);
  }
}
