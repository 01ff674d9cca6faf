import 'reflect-metadata';
import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { describe, expect, it } from 'vitest';
import { ApiError, type ApiKeyRole, apiKeyHash, type Caller, NetworkList } from '#domain';
import { RateLimiter } from './rate.limiter.js';
import { type CallerLookup, type KnownKey, Public, Roles, RolesGuard } from './roles.guard.js';

const KEYS = new Map<string, Caller>(
  (['operator', 'admin', 'producer', 'viewer'] as const).map((role) => [
    apiKeyHash(`chk_${role}`).toString('hex'),
    { keyId: `key of ${role}`, keyName: role, tenantId: 'clinic-a', role },
  ]),
);

const LOOKUP: CallerLookup = {
  async callerOf(hash) {
    const caller = KEYS.get(hash.toString('hex'));
    return caller && { hash: Buffer.from(hash), caller };
  },
  noteUse: () => undefined,
};

/** Nobody is limited. */
const LIMITER = new RateLimiter(0);

class Routes {
  undeclared(): void {}

  @Roles('admin')
  forAdmins(): void {}

  @Roles('producer', 'admin')
  forProducers(): void {}

  @Roles('viewer')
  forViewers(): void {}

  @Public()
  forAll(): void {}
}

@Roles('viewer')
class ViewersOnly {
  inherits(): void {}

  @Roles('admin')
  overrides(): void {}
}

@Public()
class Open {
  inherits(): void {}
}

type Headers = Record<string, string | string[] | undefined>;
interface Request {
  headers: Headers;
  ip?: string;
  caller?: Caller;
}

function contextOf(target: object, route: string, request: Request, type = 'http'): ExecutionContext {
  const prototype = target as Record<string, unknown>;
  return {
    getType: () => type,
    getHandler: () => prototype[route],
    getClass: () => target.constructor,
    switchToHttp: () => ({ getRequest: () => request, getResponse: () => ({ headers: () => undefined }) }),
  } as unknown as ExecutionContext;
}

/** The code that a call is refused with, or who was let in. */
async function call(route: keyof Routes, headers: Headers, lookup = LOOKUP): Promise<string> {
  return callOf(Routes.prototype, route, headers, lookup);
}

async function callOf(target: object, route: string, headers: Headers, lookup = LOOKUP): Promise<string> {
  const request: Request = { headers };
  try {
    await new RolesGuard(new Reflector(), lookup, LIMITER).canActivate(contextOf(target, route, request));
  } catch (error) {
    if (error instanceof ApiError) return error.code;
    throw error;
  }
  return request.caller?.keyId ?? 'nobody';
}

const key = (role: ApiKeyRole): Headers => ({ 'x-api-key': `chk_${role}` });

describe('a route', () => {
  it.each(['operator', 'admin', 'producer', 'viewer'] as const)(
    'that declares nothing is closed to a %s',
    async (role) => {
      expect(await call('undeclared', key(role))).toBe('FORBIDDEN');
    },
  );

  it('that is public is open without a key, and to any key', async () => {
    expect(await call('forAll', {})).toBe('nobody');
    expect(await call('forAll', { 'x-api-key': 'wrong' })).toBe('nobody');
    expect(await callOf(Open.prototype, 'inherits', {})).toBe('nobody');
  });

  it('is open to the roles that it names, and to no other', async () => {
    expect(await call('forProducers', key('producer'))).toBe('key of producer');
    expect(await call('forProducers', key('admin'))).toBe('key of admin');
    expect(await call('forProducers', key('viewer'))).toBe('FORBIDDEN');
    expect(await call('forAdmins', key('producer'))).toBe('FORBIDDEN');
  });

  it('for admins is open to operators, and one for others is not', async () => {
    expect(await call('forAdmins', key('operator'))).toBe('key of operator');
    expect(await call('forProducers', key('operator'))).toBe('key of operator');
    expect(await call('forViewers', key('operator'))).toBe('FORBIDDEN');
  });

  it('has the roles of its controller unless it names its own', async () => {
    expect(await callOf(ViewersOnly.prototype, 'inherits', key('viewer'))).toBe('key of viewer');
    expect(await callOf(ViewersOnly.prototype, 'overrides', key('viewer'))).toBe('FORBIDDEN');
    expect(await callOf(ViewersOnly.prototype, 'overrides', key('admin'))).toBe('key of admin');
  });

  it('says which role it needs', async () => {
    const context = contextOf(Routes.prototype, 'forProducers', { headers: key('viewer') });
    await expect(new RolesGuard(new Reflector(), LOOKUP, LIMITER).canActivate(context)).rejects.toThrow(
      'this needs a key of role producer or admin; yours is viewer',
    );
  });
});

describe('a key', () => {
  it.each<[string, Headers]>([
    ['X-API-Key', { 'x-api-key': 'chk_admin' }],
    ['Authorization: Bearer', { authorization: 'Bearer chk_admin' }],
    ['Authorization: bearer', { authorization: 'bearer  chk_admin' }],
    ['X-API-Key beside another Authorization', { 'x-api-key': 'chk_admin', authorization: 'Basic abc' }],
    ['Bearer beside an empty X-API-Key', { 'x-api-key': '', authorization: 'Bearer chk_admin' }],
  ])('is taken from %s', async (_name, headers) => {
    expect(await call('forAdmins', headers)).toBe('key of admin');
  });

  it.each<[string, Headers]>([
    ['there is none', {}],
    ['it is unknown', { 'x-api-key': 'chk_nobody' }],
    ['it is empty', { 'x-api-key': '' }],
    ['it is of another scheme', { authorization: 'Basic chk_admin' }],
    ['the scheme stands alone', { authorization: 'Bearer ' }],
    ['more follows it', { authorization: 'Bearer chk_admin x' }],
    ['it was sent twice', { 'x-api-key': ['chk_admin', 'chk_admin'] }],
  ])('is refused where %s', async (_name, headers) => {
    expect(await call('forAdmins', headers)).toBe('UNAUTHENTICATED');
  });

  it('is refused where the lookup answers with another’s', async () => {
    const confused: CallerLookup = {
      ...LOOKUP,
      callerOf: async () => ({
        hash: apiKeyHash('chk_other'),
        caller: { keyId: 'x', keyName: 'x', tenantId: 't', role: 'admin' },
      }),
    };
    expect(await call('forAdmins', key('admin'), confused)).toBe('UNAUTHENTICATED');
  });

  it('that is refused is told how to be sent, and never repeated', async () => {
    const refused = new RolesGuard(new Reflector(), LOOKUP, LIMITER).canActivate(
      contextOf(Routes.prototype, 'forAdmins', { headers: { 'x-api-key': 'chk_s3cret' } }),
    );
    await expect(refused).rejects.toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' } });
    await expect(refused).rejects.not.toThrow('s3cret');
  });
});

describe('a key with limits', () => {
  const ADMIN: Caller = {
    keyId: 'bound key',
    keyName: 'bound key',
    tenantId: 'clinic-a',
    role: 'admin',
  };
  const uses: string[] = [];
  const lookupOf = (limits: Partial<KnownKey>): CallerLookup => ({
    callerOf: async (hash) => ({ hash, caller: ADMIN, ...limits }),
    noteUse: (keyId) => uses.push(keyId),
  });
  const enter = (limits: Partial<KnownKey>, route: keyof Routes = 'forAdmins', limiter = LIMITER) => {
    const request = { headers: key('admin'), ip: '10.0.0.7' };
    return new RolesGuard(new Reflector(), lookupOf(limits), limiter).canActivate(
      contextOf(Routes.prototype, route, request),
    );
  };

  it('is refused from its last moment on, and says why', async () => {
    expect(await enter({ expiresAtMs: Date.now() + 60_000 })).toBe(true);
    await expect(enter({ expiresAtMs: Date.now() })).rejects.toMatchObject({
      status: 401,
      message: 'this API key has expired',
    });
  });

  it('is refused from an address that is not its own', async () => {
    expect(await enter({ allowedNetworks: new NetworkList(['10.0.0.0/8']) })).toBe(true);
    await expect(enter({ allowedNetworks: new NetworkList(['10.1.0.0/16']) })).rejects.toMatchObject({ status: 403 });
  });

  it('is refused beyond its rate, whatever the route', async () => {
    const limiter = new RateLimiter(1, () => 0);
    await expect(enter({}, 'forViewers', limiter)).rejects.toMatchObject({ status: 403 });
    await expect(enter({}, 'forAdmins', limiter)).rejects.toMatchObject({ status: 429 });
  });

  it('counts as used only where it was let in', async () => {
    uses.length = 0;
    await expect(enter({}, 'forViewers')).rejects.toMatchObject({ status: 403 });
    expect(uses).toEqual([]);
    await enter({});
    expect(uses).toEqual(['bound key']);
  });
});

it('leaves handlers of Kafka records alone', async () => {
  const context = contextOf(Routes.prototype, 'undeclared', { headers: {} }, 'rpc');
  expect(await new RolesGuard(new Reflector(), LOOKUP, LIMITER).canActivate(context)).toBe(true);
});
