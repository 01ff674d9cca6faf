import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '#domain';
import { CurrentCaller, Roles } from '#http-api';
import { TestBatch, TestDelivery } from '#payload-schemas';
import { Audited } from '../audit/audited.decorator.js';
import type { TestBatchAnswer } from './test-batch.json.js';
import { TestDeliveriesService } from './test-deliveries.service.js';
import type { TestAnswer } from './test-delivery.json.js';

@ApiTags('Webhooks')
@Roles('admin')
@Controller('v1/webhooks/:id/test')
export class TestDeliveriesController {
  constructor(private readonly tests: TestDeliveriesService) {}

  @Audited('webhook.test', { object: 'webhook' })
  @Post()
  @HttpCode(200)
  @ApiBody({ required: false })
  @ApiOperation({ summary: 'Send a test event to a webhook, active or not, and wait for the answer' })
  send(
    @CurrentCaller() { tenantId }: Caller,
    @Param('id') id: string,
    @Body({ schema: TestDelivery }) body: TestDelivery,
  ): Promise<TestAnswer> {
    return this.tests.send(tenantId, id, body);
  }

  @Audited('webhook.test', { object: 'webhook' })
  @Post('batch')
  @HttpCode(200)
  @ApiOperation({ summary: 'Send up to 50 test events to a webhook, and count how many it took' })
  sendBatch(
    @CurrentCaller() { tenantId }: Caller,
    @Param('id') id: string,
    @Body({ schema: TestBatch }) body: TestBatch,
  ): Promise<TestBatchAnswer> {
    return this.tests.sendBatch(tenantId, id, body);
  }
}
