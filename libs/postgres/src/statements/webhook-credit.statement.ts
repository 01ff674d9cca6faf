import type { EntityManager } from 'typeorm';

/** What came back of one webhook's retries. */
export interface CreditChange {
  readonly webhookId: string;
  /** How many more were taken than failed or were put off. */
  readonly gain: number;
  /** The endpoint is dead: its breaker is open. */
  readonly dead: boolean;
}

/** As many retries as a webhook may have in Kafka before anything is known about it: enough to make a thousand on time. */
export const STARTING_CREDIT = 1_024;
/** As few as it always may have: what a dead endpoint costs, probe after probe. */
const LEAST_CREDIT = 16;
const MOST_CREDIT = 8_192;

/**
 * Slow start, as TCP does it: each delivery that was taken adds one, so that a full round doubles the credit; a round in
 * which more failed than were taken halves it, once a second at most; a dead endpoint is left with the least.
 */
export async function changeCredit(manager: EntityManager, changes: readonly CreditChange[]): Promise<void> {
  if (changes.length === 0) return;
  const webhookIds = changes.map(({ webhookId }) => webhookId);
  await manager.query(
    'insert into webhook_credit (webhook_id, credit) select w, $2 from unnest($1::uuid[]) as w on conflict do nothing',
    [webhookIds, STARTING_CREDIT],
  );
  await manager.query(
    `update webhook_credit c set
       credit = case
         when s.dead then ${LEAST_CREDIT}
         when s.gain >= 0 then least(c.credit + s.gain, ${MOST_CREDIT})
         when s.may_halve then greatest(c.credit / 2, ${LEAST_CREDIT})
         else c.credit end,
       halved_at = case when s.gain < 0 and s.may_halve then now() else c.halved_at end
     from (select g.webhook_id, g.gain, g.dead, k.halved_at < now() - interval '1 second' as may_halve
           from unnest($1::uuid[], $2::int[], $3::bool[]) as g (webhook_id, gain, dead)
           join webhook_credit k on k.webhook_id = g.webhook_id) s
     where c.webhook_id = s.webhook_id`,
    [webhookIds, changes.map(({ gain }) => gain), changes.map(({ dead }) => dead)],
  );
}
