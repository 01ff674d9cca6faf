import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { catchError, concatMap, Observable } from 'rxjs';
import { ApiError, type AuditObject, type Caller, isEventType, isUuid, TENANT_ID } from '#domain';
import { type AuditTrail, auditRow, onTrail } from './audit.trail.js';
import { AuditWriter } from './audit.writer.js';
import { AUDITED, type AuditedRoute } from './audited.decorator.js';

const MAX_USER_AGENT = 200;

interface AuditedRequest {
  readonly caller?: Caller;
  readonly ip?: string;
  readonly socket?: { readonly remoteAddress?: string };
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly params?: unknown;
  readonly body?: unknown;
}

interface StatusReply {
  readonly statusCode: number;
}

/**
 * Sees to it that every call of an `@Audited` route stands in the audit log before it is answered: in the row that
 * `auditChange` wrote with the change, else in one of its own. A call that cannot be written down fails.
 */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly writer: AuditWriter,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const route = this.reflector.get<AuditedRoute | undefined>(AUDITED, context.getHandler());
    const http = context.switchToHttp();
    const request = http.getRequest<AuditedRequest>();
    if (!route || !request.caller) return next.handle();
    const trail = trailOf(request, request.caller, route, http.getResponse<StatusReply>());

    const refused = async (error: unknown): Promise<never> => {
      const status = error instanceof ApiError ? error.status : 500;
      await this.writer.write(auditRow(trail, { object: objectOf(route, request) }, status));
      throw error;
    };
    const done = async (answer: unknown, index: number): Promise<unknown> => {
      if (index > 0 || trail.isWritten) return answer;
      const after = route.after?.(request.body, answer);
      await this.writer.write(auditRow(trail, { object: objectOf(route, request, answer), after }, trail.status()));
      return answer;
    };
    return new Observable((subscriber) =>
      onTrail(trail, () => next.handle().pipe(catchError(refused), concatMap(done)).subscribe(subscriber)),
    );
  }
}

function trailOf(request: AuditedRequest, caller: Caller, { action }: AuditedRoute, reply: StatusReply): AuditTrail {
  const { keyId, keyName: name, role, tenantId } = caller;
  const ip = request.ip ?? null;
  const connectedFrom = request.socket?.remoteAddress ?? null;
  const userAgent = request.headers['user-agent'];
  return {
    tenantId,
    actor: { keyId, name, role },
    action,
    ip,
    via: connectedFrom === ip ? null : connectedFrom,
    userAgent: typeof userAgent === 'string' ? userAgent.slice(0, MAX_USER_AGENT) : null,
    status: () => reply.statusCode,
    isWritten: false,
  };
}

/** Paths have at most one parameter that names a thing, whatever it is called. */
function objectOf(route: AuditedRoute, { params }: AuditedRequest, answer?: unknown): AuditObject | null {
  if (route.object === undefined) return null;
  const [inPath] = Object.values((params ?? {}) as Record<string, unknown>);
  const inAnswer = typeof answer === 'object' && answer !== null && 'id' in answer ? answer.id : undefined;
  const id = inPath ?? inAnswer;
  return { type: route.object, id: typeof id === 'string' && isIdOf(route.object, id) ? id : null };
}

/**
 * Whether a text may name such a thing. Others are not kept: nobody can take out of the log what somebody put into a path,
 * such as the number of a patient.
 */
function isIdOf(type: string, text: string): boolean {
  if (type === 'event-type') return isEventType(text);
  if (type === 'tenant') return TENANT_ID.test(text);
  return isUuid(text) || EVENT_ID_MADE_HERE.test(text);
}

const EVENT_ID_MADE_HERE = /^evt_[0-9a-f]{32}$/;
