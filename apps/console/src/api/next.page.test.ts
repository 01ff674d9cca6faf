import { describe, expect, it } from 'vitest';
import type { Page } from './api.types';
import { MAX_LOOKS, nextPage } from './next.page';

/** An API whose pages hold these rows, each called by its number. */
function apiOf(pages: readonly (readonly string[])[]) {
  const asked: (string | undefined)[] = [];
  const ask = async (cursor: string | undefined): Promise<Page<string>> => {
    asked.push(cursor);
    const at = Number(cursor ?? 0);
    return { data: pages[at] ?? [], nextCursor: at + 1 < pages.length ? String(at + 1) : null };
  };
  return { ask, asked };
}

describe('the next page of a list', () => {
  it('is the first of the API that holds a row, however short', async () => {
    const { ask, asked } = apiOf([[], [], ['found'], ['later']]);
    expect(await nextPage(ask, undefined)).toEqual({ data: ['found'], nextCursor: '3', looks: 3 });
    expect(asked).toEqual([undefined, '1', '2']);
  });

  it('is empty where the list ends without one', async () => {
    expect(await nextPage(apiOf([['before'], [], []]).ask, '1')).toEqual({ data: [], nextCursor: null, looks: 2 });
  });

  it('looks no further than so many pages, and can go on from there', async () => {
    const { ask, asked } = apiOf(Array.from({ length: 100 }, () => []));
    expect(await nextPage(ask, undefined)).toEqual({ data: [], nextCursor: String(MAX_LOOKS), looks: MAX_LOOKS });
    expect(asked).toHaveLength(MAX_LOOKS);
  });
});
