import type { Delivery, EventSummary, Webhook, WebhookFilterAnswer } from '../api/api.types';

/** One thing that decides whether an event is delivered, and whether it spoke for it. */
export interface Finding {
  readonly what: 'active' | 'type' | 'filters' | 'made' | 'changed';
  readonly isGood: boolean;
}

/** Why a webhook got an event or not: what is so now, and what may have been otherwise when it was routed. */
export interface Verdict {
  readonly findings: readonly Finding[];
  readonly conclusion: 'delivered' | 'underWay' | 'ended' | 'unwanted' | 'missed' | 'soon';
}

/** An event is routed within a moment; one that is older and has no delivery was passed by. */
const ROUTED_MS = 10_000;

export function verdictOf(
  event: Pick<EventSummary, 'acceptedAt'>,
  webhook: Pick<Webhook, 'createdAt' | 'updatedAt'>,
  answer: Pick<WebhookFilterAnswer, 'active' | 'typeMatched' | 'matched'>,
  delivery: Pick<Delivery, 'status'> | undefined,
  nowMs: number,
): Verdict {
  const acceptedMs = Date.parse(event.acceptedAt);
  const wasThere = Date.parse(webhook.createdAt) <= acceptedMs;
  const findings: Finding[] = [
    { what: 'active', isGood: answer.active },
    { what: 'type', isGood: answer.typeMatched },
    { what: 'filters', isGood: answer.matched },
    ...(wasThere ? [] : [{ what: 'made' as const, isGood: false }]),
    // What it said when the event came is not kept.
    ...(wasThere && Date.parse(webhook.updatedAt) > acceptedMs ? [{ what: 'changed' as const, isGood: false }] : []),
  ];
  const isOld = nowMs - acceptedMs >= ROUTED_MS;
  const isOther = findings.some(({ what }) => what === 'made' || what === 'changed');
  return { findings, conclusion: conclusionOf(answer, delivery, isOld || isOther) };
}

function conclusionOf(
  answer: Pick<WebhookFilterAnswer, 'typeMatched' | 'matched'>,
  delivery: Pick<Delivery, 'status'> | undefined,
  wasRouted: boolean,
): Verdict['conclusion'] {
  if (delivery?.status === 'delivered') return 'delivered';
  if (delivery?.status === 'pending' || delivery?.status === 'queued') return 'underWay';
  if (delivery) return 'ended';
  if (!answer.typeMatched || !answer.matched) return 'unwanted';
  return wasRouted ? 'missed' : 'soon';
}
