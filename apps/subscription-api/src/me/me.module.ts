import { Module } from '@nestjs/common';
import { TenantsModule } from '../tenants/tenants.module.js';
import { MeController } from './me.controller.js';

@Module({ imports: [TenantsModule], controllers: [MeController] })
export class MeModule {}
