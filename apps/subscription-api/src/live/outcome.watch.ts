import { Injectable } from '@nestjs/common';
import type { Outcome } from '#domain';
import { LiveTopics } from './live.topics.js';

/** Somebody's wait for one delivery's outcome. `stop` it when it is over. */
export interface OutcomeWait {
  /** The first outcome that `isWanted`; never rejects, and stays open when none comes. */
  readonly outcome: Promise<Outcome>;
  stop(): void;
}

/** Tells whoever waits for a delivery how its attempt ended. */
@Injectable()
export class OutcomeWatch {
  private readonly waiting = new Map<string, (outcome: Outcome) => void>();

  constructor(private readonly topics: LiveTopics) {}

  /**
   * Starts to wait for a delivery: before it is published, so that its outcome cannot come too early.
   * @throws ApiError UNAVAILABLE
   */
  async expect(deliveryId: string, isWanted: (outcome: Outcome) => boolean): Promise<OutcomeWait> {
    const release = await this.topics.hold('outcomes');
    const outcome = new Promise<Outcome>((resolve) => {
      this.waiting.set(deliveryId, (seen) => {
        if (isWanted(seen)) resolve(seen);
      });
    });
    const stop = () => {
      this.waiting.delete(deliveryId);
      release();
    };
    return { outcome, stop };
  }

  get isAwaiting(): boolean {
    return this.waiting.size > 0;
  }

  saw(outcome: Outcome): void {
    this.waiting.get(outcome.deliveryId)?.(outcome);
  }
}
