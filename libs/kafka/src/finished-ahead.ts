/**
 * The records of one partition that were finished above its committed offset, as the commit's metadata carries them.
 * Whoever reads the partition next leaves them out, so that after a crash only what was under way is done again.
 *
 * Text: `1:` and the open offsets as base-36 steps from the committed offset on, then `+` and the step to where the
 * knowledge ends: every offset before that is finished unless it is listed.
 */
export class FinishedAhead {
  private constructor(
    private readonly open: ReadonlySet<number>,
    private readonly until: number,
  ) {}

  /** `undefined` for metadata that is empty or of another kind. */
  static parse(metadata: string | null | undefined, committed: number): FinishedAhead | undefined {
    const [, list, end] = TEXT.exec(metadata ?? '') ?? [];
    if (list === undefined || end === undefined) return undefined;
    let offset = committed;
    const open = new Set<number>();
    for (const step of list.split(',')) open.add((offset += Number.parseInt(step, RADIX)));
    return new FinishedAhead(open, offset + Number.parseInt(end, RADIX));
  }

  has(offset: number): boolean {
    return offset < this.until && !this.open.has(offset);
  }
}

const RADIX = 36;
const TEXT = /^1:([0-9a-z]+(?:,[0-9a-z]+)*)\+([0-9a-z]+)$/;
/** Kafka's `offset.metadata.max.bytes` is 4,096 unless an operator made it less. */
const MAX_LENGTH = 3_500;

/**
 * The metadata for a commit at `committed`. Where the list does not fit, it ends early and what lies beyond counts as
 * unfinished; where nothing is finished above an open record it is empty.
 *
 * @param open ascending, the first one being `committed` unless there is none
 * @param end one higher than the highest offset that was finished; of what is open beyond it nothing need be said
 */
export function finishedAheadMetadata(open: Iterable<number>, committed: number, end: number): string {
  if (end <= committed) return '';
  let text = '1:';
  let last = committed;
  let until = end;
  let listed = 0;
  for (const offset of open) {
    if (offset >= until) break;
    if (text.length > MAX_LENGTH) {
      until = offset;
      break;
    }
    text += (listed === 0 ? '' : ',') + (offset - last).toString(RADIX);
    listed += 1;
    last = offset;
  }
  return listed === until - committed ? '' : `${text}+${(until - last).toString(RADIX)}`;
}
