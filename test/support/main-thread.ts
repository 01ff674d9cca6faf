import type { Page } from 'playwright-core';

/** For the page, before anything else runs in it: notes every task that kept the main thread for more than 50 ms. */
export const WATCH_BLOCKS = `
  globalThis.blocks = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) globalThis.blocks.push(duration);
  }).observe({ type: 'longtask', buffered: true });
`;

/** In milliseconds; 0 where no task took more than 50. */
export function longestBlockMs(page: Page): Promise<number> {
  return page.evaluate('Math.max(0, ...globalThis.blocks)');
}
