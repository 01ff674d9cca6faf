import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '#domain';
import { CurrentCaller, Roles } from '#http-api';
import { PageQuery, TenantCreate, TenantUpdate } from '#payload-schemas';
import { Audited } from '../audit/audited.decorator.js';
import type { Page } from '../paging/page.js';
import { type TenantJson, TenantsService } from './tenants.service.js';

@ApiTags('Tenants')
@Roles('operator')
@Controller('v1/tenants')
export class TenantsController {
  constructor(private readonly tenants: TenantsService) {}

  @Audited('tenant.create', { object: 'tenant' })
  @Post()
  @ApiOperation({ summary: 'Create a tenant; the answer tells its first admin key, once' })
  create(@Body({ schema: TenantCreate }) body: TenantCreate): Promise<TenantJson & { adminKey: string }> {
    return this.tenants.create(body);
  }

  @Get()
  @ApiOperation({ summary: 'List tenants' })
  list(@Query({ schema: PageQuery }) query: PageQuery): Promise<Page<TenantJson>> {
    return this.tenants.list(query);
  }

  @Get(':id')
  @Roles('operator', 'admin', 'viewer')
  @ApiOperation({ summary: 'Get a tenant: any one for operators, their own for others' })
  get(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<TenantJson> {
    return this.tenants.get(caller, id);
  }

  @Audited('tenant.update', { object: 'tenant' })
  @Patch(':id')
  @Roles('operator', 'admin')
  @ApiOperation({ summary: 'Change a tenant: any one for operators, their own for admins' })
  update(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body({ schema: TenantUpdate }) body: TenantUpdate,
  ): Promise<TenantJson> {
    return this.tenants.update(caller, id, body);
  }
}
