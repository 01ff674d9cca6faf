import { Controller, type DynamicModule, Get, Header, Inject, Module, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type ReadinessCheck, Registry, readiness } from '#telemetry';
import { Public } from './roles.guard.js';

const READINESS_CHECKS = Symbol('readiness checks');

interface StatusReply {
  status(code: number): unknown;
}

/** `GET /health/live` (the process turns), `/health/ready` (it can do its job) and `/metrics`, the same in every app. */
@ApiExcludeController()
@Public()
@Controller()
class HealthController {
  constructor(
    @Inject(READINESS_CHECKS) private readonly checks: readonly ReadinessCheck[],
    @Inject(Registry) private readonly registry: Registry,
  ) {}

  @Get('health/live')
  live() {
    return { status: 'alive' };
  }

  @Get('health/ready')
  async ready(@Res({ passthrough: true }) reply: StatusReply) {
    const answer = await readiness(this.checks);
    if (answer.status !== 'ready') reply.status(503);
    return answer;
  }

  @Get('metrics')
  @Header('content-type', Registry.PROMETHEUS_CONTENT_TYPE)
  metrics(): Promise<string> {
    return this.registry.metrics();
  }
}

type ReadinessCheckToken = symbol | (abstract new (...args: never[]) => ReadinessCheck);

@Module({})
export class HealthModule {
  /** `checks` are injection tokens of what this app cannot work without. */
  static forRoot(...checks: ReadinessCheckToken[]): DynamicModule {
    return {
      module: HealthModule,
      controllers: [HealthController],
      providers: [
        { provide: READINESS_CHECKS, useFactory: (...found: ReadinessCheck[]) => found, inject: checks as never[] },
      ],
    };
  }
}
