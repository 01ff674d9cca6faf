/** So many taken places are kept at most before those that wait move up. */
const MAX_TAKEN = 1_024;

/**
 * First in, first out. An array's own `shift` moves thousands of places up each time while the garbage collector looks at
 * them: here they move up once in a while.
 */
export class TaskQueue<T> {
  private readonly places: (T | undefined)[] = [];
  private taken = 0;

  get length(): number {
    return this.places.length - this.taken;
  }

  push(item: T): void {
    this.places.push(item);
  }

  shift(): T | undefined {
    if (this.length === 0) return undefined;
    const item = this.places[this.taken];
    this.places[this.taken] = undefined;
    this.taken += 1;
    if (this.taken > MAX_TAKEN || this.length === 0) this.moveUp();
    return item;
  }

  /** What waits, oldest first, as long as nothing is pushed or taken. */
  get items(): readonly T[] {
    this.moveUp();
    return this.places as T[];
  }

  /** As `Array.splice`: takes `count` out, from the place `from` on. */
  splice(from: number, count: number): T[] {
    this.moveUp();
    return this.places.splice(from, count) as T[];
  }

  private moveUp(): void {
    if (this.taken === 0) return;
    this.places.splice(0, this.taken);
    this.taken = 0;
  }
}
