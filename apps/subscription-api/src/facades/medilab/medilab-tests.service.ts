import { Injectable } from '@nestjs/common';
import { TestDeliveriesService } from '../../test-deliveries/test-deliveries.service.js';
import type { TestAnswer } from '../../test-deliveries/test-delivery.json.js';
import { inDocumentNames } from '../configuration.document.js';
import type { MedilabTest } from './medilab.schema.js';
import { MedilabWebhooks } from './medilab-webhooks.service.js';

const TEST_NAMES = { fieldNames: { data: 'test_data' } };

/** How a test ended. Null is what is not known: nothing answered, or no request was made. */
export interface MedilabTestAnswer {
  readonly success: boolean;
  readonly webhook_id: string;
  readonly delivery_id: string;
  readonly response_status: number | null;
  readonly response_body: string | null;
  readonly response_time_ms: number | null;
  readonly error: string | null;
}

/** Sends a test event to one of the tenant's MediLab webhooks. */
@Injectable()
export class MedilabTests {
  constructor(
    private readonly webhooks: MedilabWebhooks,
    private readonly tests: TestDeliveriesService,
  ) {}

  /** @throws ApiError NOT_FOUND, VALIDATION_FAILED, UNAVAILABLE */
  async send(tenantId: string, id: string, given: MedilabTest): Promise<MedilabTestAnswer> {
    const webhook = await this.webhooks.find(tenantId, id);
    const test = { eventType: given?.event_type ?? undefined, data: given?.test_data };
    try {
      return testAnswer(webhook.id, await this.tests.send(tenantId, webhook.id, test));
    } catch (error) {
      throw inDocumentNames(error, TEST_NAMES);
    }
  }
}

function testAnswer(webhookId: string, { success, deliveryId, attempt, error }: TestAnswer): MedilabTestAnswer {
  return {
    success,
    webhook_id: webhookId,
    delivery_id: deliveryId,
    response_status: attempt.statusCode,
    response_body: attempt.responseBody,
    response_time_ms: attempt.durationMs === null ? null : Math.round(attempt.durationMs),
    error: error?.details.error ?? null,
  };
}
