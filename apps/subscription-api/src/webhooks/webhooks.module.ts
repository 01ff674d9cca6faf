import { randomBytes } from 'node:crypto';
import { type DynamicModule, Module } from '@nestjs/common';
import { TargetAddressPolicy } from '#domain';
import { SecretSealer } from '#signing';
import type { Settings } from '../settings.js';
import { lookupAddresses } from './address.lookup.js';
import { TargetUrlRule } from './target-url.rule.js';
import { WebhookSecrets } from './webhook.secrets.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksReader } from './webhooks.reader.js';
import { WebhooksService } from './webhooks.service.js';

type WebhooksSettings = Pick<Settings, 'CAREHOOK_MASTER_KEY' | 'DELIVERY_ALLOWED_NETWORKS'>;

@Module({})
export class WebhooksModule {
  static forRoot(settings: WebhooksSettings): DynamicModule {
    return {
      module: WebhooksModule,
      controllers: [WebhooksController],
      providers: [
        WebhooksReader,
        WebhooksService,
        WebhookSecrets,
        { provide: SecretSealer, useFactory: () => new SecretSealer([settings.CAREHOOK_MASTER_KEY], randomBytes) },
        { provide: TargetUrlRule, useFactory: () => targetUrlRule(settings.DELIVERY_ALLOWED_NETWORKS) },
      ],
      exports: [WebhooksReader],
    };
  }
}

function targetUrlRule(allowedNetworks: readonly string[]): TargetUrlRule {
  return new TargetUrlRule({
    policy: new TargetAddressPolicy(allowedNetworks),
    allowsHttp: allowedNetworks.length > 0,
    lookup: lookupAddresses,
  });
}
