import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { ApiKeyRole, Caller } from '#domain';
import { CurrentCaller, Roles } from '#http-api';
import { TenantsService } from '../tenants/tenants.service.js';

/** Whose key it is that calls, and what it may do. */
export interface MeJson {
  readonly role: ApiKeyRole;
  readonly key: { readonly id: string; readonly name: string };
  readonly tenant: { readonly id: string; readonly name: string; readonly defaultDialect: string };
}

@ApiTags('API keys')
@Roles('admin', 'viewer', 'producer')
@Controller('v1/me')
export class MeController {
  constructor(private readonly tenants: TenantsService) {}

  @Get()
  @ApiOperation({ summary: 'Tell the role, the name and the tenant of the API key that asks' })
  async get(@CurrentCaller() caller: Caller): Promise<MeJson> {
    const { id, name, defaultDialect } = await this.tenants.get(caller, caller.tenantId);
    return {
      role: caller.role,
      key: { id: caller.keyId, name: caller.keyName },
      tenant: { id, name, defaultDialect },
    };
  }
}
