import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { appendAudit, DataSource } from '#postgres';
import { AuditInterceptor } from './audit.interceptor.js';
import { AuditWriter } from './audit.writer.js';
import { AuditLogController } from './audit-log.controller.js';
import { AuditLogReader } from './audit-log.reader.js';

/** Who did and read what, kept so that nobody can change it unnoticed. */
@Module({
  controllers: [AuditLogController],
  providers: [
    AuditLogReader,
    {
      provide: AuditWriter,
      useFactory: (database: DataSource) => new AuditWriter((rows) => appendAudit(database, rows)),
      inject: [DataSource],
    },
    { provide: APP_INTERCEPTOR, useClass: AuditInterceptor },
  ],
})
export class AuditModule {}
