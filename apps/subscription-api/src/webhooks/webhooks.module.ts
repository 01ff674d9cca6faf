import { randomBytes } from 'node:crypto';
import { Module, type OnModuleInit } from '@nestjs/common';
import { masterKeysOf } from '#config';
import { TargetAddressPolicy } from '#domain';
import { DataSource, refuseUnknownMasterKeys } from '#postgres';
import { SecretSealer } from '#signing';
import { SETTINGS } from '../settings.js';
import { lookupAddresses } from './address.lookup.js';
import { SecretRotation } from './secret-rotation.service.js';
import { TargetUrlRule } from './target-url.rule.js';
import { WebhookCertificates } from './webhook.certificates.js';
import { WebhookSecrets } from './webhook.secrets.js';
import { PayloadRule } from './webhook-payload.rule.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksReader } from './webhooks.reader.js';
import { WebhooksService } from './webhooks.service.js';

@Module({
  controllers: [WebhooksController],
  providers: [
    WebhooksReader,
    WebhooksService,
    WebhookCertificates,
    WebhookSecrets,
    SecretRotation,
    { provide: SecretSealer, useFactory: () => new SecretSealer(masterKeysOf(SETTINGS), randomBytes) },
    { provide: PayloadRule, useFactory: () => new PayloadRule(SETTINGS.PUBLIC_API_URL) },
    {
      provide: TargetUrlRule,
      useFactory: () => targetUrlRule(SETTINGS.DELIVERY_ALLOWED_NETWORKS, SETTINGS.DELIVERY_DENIED_NETWORKS),
    },
  ],
  exports: [PayloadRule, SecretSealer, WebhooksReader, WebhooksService],
})
export class WebhooksModule implements OnModuleInit {
  constructor(
    private readonly database: DataSource,
    private readonly sealer: SecretSealer,
  ) {}

  onModuleInit(): Promise<void> {
    return refuseUnknownMasterKeys(this.database, this.sealer);
  }
}

function targetUrlRule(allowedNetworks: readonly string[], deniedNetworks: readonly string[]): TargetUrlRule {
  return new TargetUrlRule({
    policy: new TargetAddressPolicy(allowedNetworks, deniedNetworks),
    allowsHttp: allowedNetworks.length > 0,
    lookup: lookupAddresses,
  });
}
