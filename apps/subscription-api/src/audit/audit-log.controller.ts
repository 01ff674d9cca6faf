import { Readable } from 'node:stream';
import { Controller, Get, Headers, Query, StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Caller } from '#domain';
import { CurrentCaller, Roles } from '#http-api';
import { AuditLogQuery, AuditVerifyQuery } from '#payload-schemas';
import type { Page } from '../paging/page.js';
import type { ChainVerdict } from './audit.chain.js';
import { AuditLogReader, type AuditRowJson } from './audit-log.reader.js';
import { Audited } from './audited.decorator.js';

const NDJSON = 'application/x-ndjson';

@ApiTags('Audit log')
@Roles('admin')
@Controller('v1/audit-log')
export class AuditLogController {
  constructor(private readonly log: AuditLogReader) {}

  @Get()
  @Audited('audit-log.read')
  @ApiProduces('application/json', NDJSON)
  @ApiOperation({
    summary: `List who did and read what, newest first; with "Accept: ${NDJSON}" all of it, oldest first, a line each`,
  })
  async list(
    @CurrentCaller() caller: Caller,
    @Query({ schema: AuditLogQuery }) query: AuditLogQuery,
    @Headers('accept') accept: string | undefined,
  ): Promise<Page<AuditRowJson> | StreamableFile> {
    if (!accept?.includes(NDJSON)) return this.log.list(caller, query);
    return new StreamableFile(Readable.from(this.log.lines(caller, query)), { type: `${NDJSON}; charset=utf-8` });
  }

  @Get('verify')
  @ApiOperation({ summary: 'Tell whether the log is as it was written, and the first row that is not' })
  verify(
    @CurrentCaller() caller: Caller,
    @Query({ schema: AuditVerifyQuery }) { tenantId }: AuditVerifyQuery,
  ): Promise<ChainVerdict> {
    return this.log.verify(caller, tenantId);
  }
}
