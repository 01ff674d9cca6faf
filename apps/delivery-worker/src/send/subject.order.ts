import type { DeliveryMeta, NextStep, SubjectPlace } from '#domain';

export interface SubjectOrderOptions<Task> {
  /** The subjects of a webhook that have deliveries which are not final, with the greatest sequence of each. Retried. */
  load(webhookId: string): Promise<ReadonlyMap<string, number>>;
  /** Called with every task, once the state of its webhook is known. */
  proceed(task: Task): void;
}

type Ordered = Pick<DeliveryMeta, 'webhookId' | 'handover'> & { readonly order?: SubjectPlace };

/** What is known of one webhook. */
interface Book<Task> {
  readonly partition: number;
  /** By subject: the greatest sequence of what waits in PostgreSQL. Later ones queue up behind it. */
  readonly held: Map<string, number>;
  /** What came before PostgreSQL had answered. */
  arrived: Task[] | undefined;
}

/**
 * Keeps the deliveries of one subject in the order of their events. A subject of which one delivery waits in PostgreSQL is
 * held: what comes for it goes there, too, and comes back one by one, each when the one before it is final. It is held
 * until the last that went there has come back and is final. One worker reads a webhook's partition, so this memory is
 * the only one; it is built from PostgreSQL when the partition is taken over.
 */
export class SubjectOrder<Task extends { readonly meta: Ordered; readonly record: { readonly partition: number } }> {
  private readonly books = new Map<string, Book<Task>>();

  constructor(private readonly options: SubjectOrderOptions<Task>) {}

  take(task: Task): void {
    const book = this.bookOf(task);
    if (book.arrived) book.arrived.push(task);
    else this.options.proceed(task);
  }

  /** Whether a delivery that comes for the first time has to wait behind others of its subject. */
  isHeld({ webhookId, handover, order }: Ordered): boolean {
    return handover === 1 && order !== undefined && this.books.get(webhookId)?.held.has(order.key) === true;
  }

  /** Takes note of what follows for a delivery. */
  note({ webhookId, order }: Ordered, next: NextStep): void {
    const held = this.books.get(webhookId)?.held;
    if (!held || !order) return;
    const last = held.get(order.key) ?? Number.NEGATIVE_INFINITY;
    if (next.status === 'pending') held.set(order.key, Math.max(last, order.sequence));
    else if (order.sequence >= last) held.delete(order.key);
  }

  /** Another worker reads these partitions now. */
  forget(partitions: ReadonlySet<number>): void {
    for (const [webhookId, { partition }] of this.books) if (partitions.has(partition)) this.books.delete(webhookId);
  }

  private bookOf({ meta: { webhookId }, record: { partition } }: Task): Book<Task> {
    const known = this.books.get(webhookId);
    if (known) return known;
    const book: Book<Task> = { partition, held: new Map(), arrived: [] };
    this.books.set(webhookId, book);
    void this.options.load(webhookId).then((held) => this.open(webhookId, book, held));
    return book;
  }

  private open(webhookId: string, book: Book<Task>, held: ReadonlyMap<string, number>): void {
    if (this.books.get(webhookId) !== book) return;
    for (const [key, last] of held) book.held.set(key, last);
    const arrived = book.arrived ?? [];
    book.arrived = undefined;
    for (const task of arrived) this.options.proceed(task);
  }
}
