import { SetMetadata } from '@nestjs/common';

export interface AuditedOptions {
  /** The kind of thing that the route is about; its id is the path's parameter, else the answer's `id`. */
  readonly object?: string;
  /** What to keep of a request that was done, where `auditChange` tells nothing. */
  readonly after?: (asked: unknown, answer: unknown) => unknown;
}

export interface AuditedRoute extends AuditedOptions {
  readonly action: string;
}

export const AUDITED = 'carehook:audited';
export const UNAUDITED = 'carehook:unaudited';

/**
 * Calls of this route stand in the audit log under this name, refused ones included, before they are answered. A service
 * that changes rows tells what it changed with `auditChange`, in its transaction.
 */
export const Audited = (action: string, options: AuditedOptions = {}) =>
  SetMetadata(AUDITED, { action, ...options } satisfies AuditedRoute);

/** A route that is no GET and needs no place in the audit log, and why. */
export const Unaudited = (reason: string) => SetMetadata(UNAUDITED, reason);

/** For `after`: what was asked for in the body, how many it was, and how many were refused. */
export const askedAndCounted = (asked: unknown, answer: unknown): unknown => {
  const { refused, ...counted } = answer as { readonly refused?: readonly unknown[] };
  return { ...(asked as object), ...counted, ...(refused && { refused: refused.length }) };
};
