import type { Page } from './api.types';

/** So many pages of the API are looked through for rows; then somebody has to say that it shall go on. */
export const MAX_LOOKS = 10;

/** A page of the API, or several where the first ones held nothing. */
export interface LookedPage<Item> extends Page<Item> {
  /** How many of the API's pages it took. */
  readonly looks: number;
}

/**
 * The next rows of a list. A page of the API may be empty and yet not the last one: it looked that far, and the next goes on
 * from there.
 */
export async function nextPage<Item>(
  ask: (cursor: string | undefined) => Promise<Page<Item>>,
  from: string | undefined,
): Promise<LookedPage<Item>> {
  let page = await ask(from);
  let looks = 1;
  while (page.data.length === 0 && page.nextCursor !== null && looks < MAX_LOOKS) {
    page = await ask(page.nextCursor);
    looks += 1;
  }
  return { ...page, looks };
}
