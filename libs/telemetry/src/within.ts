/** What was waited for did not come in time; it may still come, and nobody waits for it any more. */
export class TooLate extends Error {
  override readonly name = 'TooLate';
  constructor(readonly waitedMs: number) {
    super(`no answer within ${waitedMs} ms`);
  }
}

/**
 * Waits for `promise`, but no longer than `milliseconds`. It stands on the path of every batch, so an error, whose stack
 * costs more than the rest of it, is made only when time has run out.
 * @throws TooLate, and what the promise rejects with
 */
export function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new TooLate(milliseconds)), milliseconds);
    promise.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: Error) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
