import { randomBytes } from 'node:crypto';
import { Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { masterKeysOf } from '#config';
import { TargetAddressPolicy } from '#domain';
import { DataSource, refuseUnknownMasterKeys } from '#postgres';
import { SecretSealer } from '#signing';
import { SETTINGS } from '../settings.js';
import { AttemptSpans } from './attempt.spans.js';
import { CertificateMetrics } from './certificate.metrics.js';
import { DeliveriesSender } from './deliveries.sender.js';
import { DeliveryAttempt } from './delivery.attempt.js';
import { DeliveryDataOpener } from './delivery-data.opener.js';
import { EventDataReader } from './event-data.reader.js';
import type { Outbound } from './guarded.agent.js';
import { HandshakeGate } from './handshake.gate.js';
import { HeldSubjectsReader } from './held-subjects.reader.js';
import { HttpSender } from './http.sender.js';
import { OutcomePublisher } from './outcome.publisher.js';
import { proxyAt } from './proxy.tunnel.js';
import { RequestComposer } from './request.composer.js';
import { SenderMetrics } from './sender.metrics.js';

@Module({
  controllers: [DeliveriesSender],
  providers: [
    AttemptSpans,
    CertificateMetrics,
    DeliveryAttempt,
    DeliveryDataOpener,
    EventDataReader,
    HeldSubjectsReader,
    OutcomePublisher,
    SenderMetrics,
    { provide: SecretSealer, useFactory: () => new SecretSealer(masterKeysOf(SETTINGS), randomBytes) },
    {
      provide: RequestComposer,
      useFactory: (sealer: SecretSealer) =>
        new RequestComposer(sealer, SETTINGS.WEBHOOK_REQUEST_ORIGIN, SETTINGS.PUBLIC_API_URL),
      inject: [SecretSealer],
    },
    {
      provide: HandshakeGate,
      useFactory: (sender: HttpSender, composer: RequestComposer) =>
        new HandshakeGate(sender, SETTINGS.WEBHOOK_REQUEST_ORIGIN, (webhook) => composer.tlsOf(webhook)),
      inject: [HttpSender, RequestComposer],
    },
    {
      provide: HttpSender,
      useFactory: () => new HttpSender(outbound()),
    },
  ],
})
export class SendModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly sender: HttpSender,
    private readonly database: DataSource,
    private readonly sealer: SecretSealer,
  ) {}

  onModuleInit(): Promise<void> {
    return refuseUnknownMasterKeys(this.database, this.sealer);
  }

  onApplicationShutdown(): Promise<void> {
    return this.sender.close();
  }
}

function outbound(): Outbound {
  const { DELIVERY_ALLOWED_NETWORKS, DELIVERY_DENIED_NETWORKS, DELIVERY_PROXY_URL } = SETTINGS;
  return {
    policy: new TargetAddressPolicy(DELIVERY_ALLOWED_NETWORKS, DELIVERY_DENIED_NETWORKS),
    ...(DELIVERY_PROXY_URL !== undefined && { proxy: proxyAt(new URL(DELIVERY_PROXY_URL)) }),
  };
}
