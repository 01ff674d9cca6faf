import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiError, type Caller } from '#domain';
import {
  type AuthenticatedRequest,
  authenticate,
  CALLER_LOOKUP,
  type CallerLookup,
  CurrentCaller,
  Roles,
} from '#http-api';
import { LiveQuery } from '#payload-schemas';
import { WebhooksReader } from '../webhooks/webhooks.reader.js';
import { LiveHub } from './live.hub.js';
import { eventStream, type RawReply } from './live.response.js';

@ApiTags('Live')
@Roles('admin', 'viewer')
@Controller('v1/live')
export class LiveController {
  constructor(
    private readonly hub: LiveHub,
    private readonly webhooks: WebhooksReader,
    @Inject(CALLER_LOOKUP) private readonly callers: CallerLookup,
  ) {}

  @Get()
  @ApiOkResponse({ content: { 'text/event-stream': { schema: { type: 'string' } } } })
  @ApiOperation({
    summary: 'Watch deliveries and events as they happen, as server-sent events',
    description:
      'Events `ready`, `delivery`, `event` and `skipped`: at most 50 rows a second, then how many were left out. What is shown is not kept.',
  })
  async watch(
    @CurrentCaller() caller: Caller,
    @Query({ schema: LiveQuery }) query: LiveQuery,
    @Req() { headers, ip }: AuthenticatedRequest,
    @Res() reply: RawReply,
  ): Promise<void> {
    if (query.webhookId !== undefined) await this.webhooks.find(caller.tenantId, query.webhookId);
    // Who cannot be checked right now is not sent away for that.
    const isAllowed = () =>
      authenticate({ headers, ip }, this.callers).then(
        () => true,
        (error: unknown) => !(error instanceof ApiError && (error.status === 401 || error.status === 403)),
      );
    const gone = new Promise<void>((resolve) => reply.raw.once('close', resolve));
    const forget = await this.hub.open({ caller, query, sink: eventStream(reply), isAllowed });
    void gone.then(forget);
  }
}
