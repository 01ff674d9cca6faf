import type { OutcomeCode } from './outcome.js';

/**
 * What is known of an alert of each kind: numbers, codes and moments (RFC 3339), never anything that a receiver said or that a
 * URL holds.
 */
export interface AlertFacts {
  readonly webhook_disabled: {
    /** `gone`: the receiver answered 410; `failing`: nothing but failures for `failingDays`. */
    readonly why: 'gone' | 'failing';
    readonly failingDays?: number;
  };
  readonly consecutive_failures: {
    readonly consecutiveFailures: number;
    readonly failingSince: string | null;
    readonly lastCode: OutcomeCode | null;
    readonly lastStatusCode: number | null;
  };
  /** `successRate` in percent. */
  readonly success_rate: {
    readonly hours: number;
    readonly requests: number;
    readonly succeeded: number;
    readonly successRate: number;
  };
  readonly timeouts: { readonly since: string; readonly requests: number; readonly timeouts: number };
  readonly silent: { readonly lastCallAt: string; readonly requestsAWeekBefore: number };
  /** `overdue` is counted up to `ALERT_RULES.backlog_growing.maxCounted`. */
  readonly backlog_growing: { readonly overdue: number; readonly oldestDueAt: string };
  readonly dead_letters: { readonly since: string; readonly dead: number };
}

export type AlertKind = keyof AlertFacts;

export const ALERT_KINDS = [
  'webhook_disabled',
  'consecutive_failures',
  'success_rate',
  'timeouts',
  'silent',
  'backlog_growing',
  'dead_letters',
] as const satisfies readonly AlertKind[];

/** From where on something is worth an alert. What is lower where it ends keeps an alert from opening again and again. */
export const ALERT_RULES = {
  /** More than so many. Source: MediLab's list of automatic alerts, as are the 90 percent and the 24 hours below. */
  consecutive_failures: { above: 10 },
  success_rate: { hours: 24, minRequests: 20, belowPercent: 90, untilPercent: 92 },
  /** Within this clock hour and the one before. */
  timeouts: { atLeast: 5, fromPercent: 20, untilPercent: 10 },
  silent: { hours: 24, minRequestsAWeekBefore: 10 },
  backlog_growing: { overdueMinutes: 5, atLeast: 100, maxCounted: 1_000 },
} as const;

/**
 * Why an alert was cleared: what it said holds no longer; the webhook was enabled; or the webhook was disabled or deleted, so
 * that there is nothing to say of it any more.
 */
export type AlertClearing = 'recovered' | 'enabled' | 'disabled' | 'deleted';

export const ALERT_STATUSES = ['open', 'acknowledged', 'cleared'] as const;
export type AlertStatus = (typeof ALERT_STATUSES)[number];

/** That something is wrong with a webhook, from the moment that it was found until it is over. */
export interface Alert<Kind extends AlertKind = AlertKind> {
  readonly id: string;
  readonly tenantId: string;
  readonly webhookId: string;
  readonly kind: Kind;
  readonly facts: AlertFacts[Kind];
  readonly openedAt: Date;
  readonly acknowledgedAt: Date | null;
  /** The id of an API key. */
  readonly acknowledgedBy: string | null;
  readonly clearedAt: Date | null;
  readonly clearedReason: AlertClearing | null;
}

export function alertStatus({ acknowledgedAt, clearedAt }: Pick<Alert, 'acknowledgedAt' | 'clearedAt'>): AlertStatus {
  if (clearedAt) return 'cleared';
  return acknowledgedAt ? 'acknowledged' : 'open';
}
