/** Closed loop: `callers` calls under way at a time until `count` were made; each caller waits for its answer. */
export async function closedLoop(
  callers: number,
  count: number,
  call: (index: number, caller: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: Math.min(callers, count) }, async (_, caller) => {
      while (next < count) await call(next++, caller);
    }),
  );
}
