import { Module } from '@nestjs/common';
import { WebhooksModule } from '../../webhooks/webhooks.module.js';
import { OdontologyController } from './odontology.controller.js';

@Module({ imports: [WebhooksModule], controllers: [OdontologyController] })
export class OdontologyModule {}
