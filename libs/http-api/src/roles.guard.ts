import { timingSafeEqual } from 'node:crypto';
import {
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Inject,
  Injectable,
  SetMetadata,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiError, type ApiKeyRole, apiKeyHash, type Caller, type NetworkList } from '#domain';
import { RateLimiter, tooManyRequests } from './rate.limiter.js';

/** Where the guard asks whose key it is; in memory, so that no request waits for the database. */
export interface CallerLookup {
  /** `hash` is the SHA-256 of the key. */
  callerOf(hash: Buffer): Promise<KnownKey | undefined>;
  /** A request was let in by this key. Must cost nothing: it is called for each. */
  noteUse(keyId: string): void;
}

/** A key that was not revoked. */
export interface KnownKey {
  readonly hash: Buffer;
  /** The same object for as long as the key does not change. */
  readonly caller: Caller;
  readonly expiresAtMs?: number | undefined;
  /** Where it may be used from; from anywhere without. */
  readonly allowedNetworks?: NetworkList | undefined;
  /** Requests a second, where it or its tenant has a limit of its own. */
  readonly rateLimit?: number | undefined;
}

export const CALLER_LOOKUP = Symbol('caller lookup');

const ROLES = 'carehook:roles';
const PUBLIC = 'carehook:public';

/** The roles that may call a route. `operator` is allowed wherever `admin` is. */
export const Roles = (...roles: ApiKeyRole[]) => SetMetadata(ROLES, roles);

/** A route that needs no key: health, metrics, the API's description. */
export const Public = () => SetMetadata(PUBLIC, true);

export interface AuthenticatedRequest {
  headers: Record<string, string | string[] | undefined>;
  /** The peer's address, or what a trusted proxy says it is. */
  readonly ip: string;
  caller?: Caller;
}

interface Reply {
  headers(values: Readonly<Record<string, string>>): unknown;
}

/** The caller that the guard found. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (!caller) throw new ApiError('UNAUTHENTICATED', 'this route has no caller');
  return caller;
});

/** Every route is closed unless it says `@Roles(…)` or `@Public()`. What a key may do is decided from memory alone. */
@Injectable()
export class RolesGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(CALLER_LOOKUP) private readonly callers: CallerLookup,
    private readonly limiter: RateLimiter,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const places = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, places)) return true;

    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const known = await authenticate(request, this.callers);
    const { caller } = known;
    this.limit(known, context.switchToHttp().getResponse<Reply>());
    const roles = this.reflector.getAllAndOverride<ApiKeyRole[]>(ROLES, places) ?? [];
    if (!roles.includes(caller.role) && !(caller.role === 'operator' && roles.includes('admin'))) {
      throw new ApiError('FORBIDDEN', `this needs a key of role ${roles.join(' or ')}; yours is ${caller.role}`);
    }
    this.callers.noteUse(caller.keyId);
    request.caller = caller;
    return true;
  }

  /** @throws ApiError TOO_MANY_REQUESTS */
  private limit({ caller, rateLimit }: KnownKey, reply: Reply): void {
    const counted = this.limiter.count(caller, rateLimit);
    if (!counted) return;
    reply.headers(counted.headers);
    if (!counted.isWithin) throw tooManyRequests(counted.headers);
  }
}

/**
 * The key that a request presents, if it works now and from there.
 * @throws ApiError UNAUTHENTICATED, FORBIDDEN, UNAVAILABLE
 */
export async function authenticate(
  { headers, ip }: Pick<AuthenticatedRequest, 'headers' | 'ip'>,
  callers: CallerLookup,
): Promise<KnownKey> {
  const key = presentedKey(headers);
  if (key === undefined) {
    throw unauthenticated('send your API key as "X-API-Key: …" or "Authorization: Bearer …"');
  }
  const hash = apiKeyHash(key);
  const found = await callers.callerOf(hash);
  if (!found || !timingSafeEqual(found.hash, hash)) throw unauthenticated('this API key is not valid');
  if (found.expiresAtMs !== undefined && found.expiresAtMs <= Date.now()) {
    throw unauthenticated('this API key has expired');
  }
  if (found.allowedNetworks && !found.allowedNetworks.includes(ip)) {
    throw new ApiError('FORBIDDEN', `this API key may not be used from ${ip}`);
  }
  return found;
}

function unauthenticated(message: string): ApiError {
  return new ApiError('UNAUTHENTICATED', message, undefined, { 'www-authenticate': 'Bearer' });
}

function presentedKey(headers: AuthenticatedRequest['headers']): string | undefined {
  const apiKey = headers['x-api-key'];
  if (typeof apiKey === 'string' && apiKey !== '') return apiKey;
  const authorization = headers.authorization;
  return typeof authorization === 'string' ? /^Bearer +(\S+)$/i.exec(authorization)?.[1] : undefined;
}
