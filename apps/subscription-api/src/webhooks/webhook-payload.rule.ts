import type { FieldProblem } from '#domain';
import type { WebhookSettings } from './webhook.settings.js';

const CONTRADICTION = 'cannot be combined: the receiver of a thin delivery fetches all of its event';

/** Whether what a webhook says about its deliveries' data can be had. */
export class PayloadRule {
  /** `apiUrl` is what `PUBLIC_API_URL` says. */
  constructor(readonly apiUrl: string | undefined) {}

  /** Of two that exclude each other both are named: a change shows the problems of the fields that it names. */
  problems({ payload, redact }: Pick<WebhookSettings, 'payload' | 'redact'>): FieldProblem[] {
    if (payload !== 'thin') return [];
    const problems: FieldProblem[] = [];
    if (this.apiUrl === undefined) {
      const reason = 'thin deliveries need the setting PUBLIC_API_URL of this Carehook, which is not there';
      problems.push({ field: 'payload', reason });
    }
    if (redact !== null) {
      problems.push({ field: 'payload', reason: `thin and redact ${CONTRADICTION}` });
      problems.push({ field: 'redact', reason: `redact and a thin payload ${CONTRADICTION}` });
    }
    return problems;
  }
}
