import { Inject, Injectable } from '@nestjs/common';
import { Counter, Registry } from '#telemetry';

/** What the live view costs. */
@Injectable()
export class LiveMetrics {
  readonly records: Counter<'topic'>;

  constructor(@Inject(Registry) registry: Registry) {
    this.records = new Counter({
      name: 'carehook_live_records_total',
      help: 'Records that were read for whoever watches; none while nobody does',
      labelNames: ['topic'],
      registers: [registry],
    });
  }
}
