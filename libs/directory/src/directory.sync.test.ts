import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeDatabase, turn } from './directory.sync.fixture.js';
import { DirectorySync, DirectoryTooStale } from './directory.sync.js';

function watch(promise: Promise<void>): { state: string } {
  const watched = { state: 'pending' };
  promise.then(
    () => (watched.state = 'resolved'),
    (error: Error) => (watched.state = error.name),
  );
  return watched;
}

let database: FakeDatabase;
let applied: string[];
let nowMs: number;
let sync: DirectorySync<string>;

beforeEach(() => {
  database = new FakeDatabase();
  applied = [];
  nowMs = 1_000_000;
  sync = new DirectorySync<string>(
    database,
    (changes) => applied.push(changes),
    60_000,
    () => nowMs,
  );
});

/** A first read, done. */
async function filled(): Promise<void> {
  const refreshed = sync.refresh();
  await database.answer(1);
  await refreshed;
}

describe('refresh', () => {
  it('reads everything the first time', async () => {
    await filled();
    expect(database.changesAskedAfter).toEqual([-1]);
    expect(applied).toEqual(['after -1']);
  });

  it('reads nothing but the counter while that stands still', async () => {
    await filled();
    const refreshed = sync.refresh();
    await database.answer(2);
    await refreshed;
    expect(database.changesAskedAfter).toEqual([-1]);
  });

  it('reads what came after the counter that it saw last', async () => {
    await filled();
    database.revision = 7;
    const refreshed = sync.refresh();
    await database.answer(2);
    await refreshed;
    expect(database.changesAskedAfter).toEqual([-1, 1]);
  });

  it('resolves only after the changes are applied', async () => {
    const refreshed = watch(sync.refresh());
    await turn();
    expect(refreshed.state).toBe('pending');
    await database.answer(1);
    expect(refreshed.state).toBe('resolved');
    expect(applied).toHaveLength(1);
  });
});

describe('a database that does not answer', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is waited for before the first read is done: there is nothing to go on with', async () => {
    const refreshed = watch(sync.refresh());
    await turn();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(refreshed.state).toBe('pending');
    await database.answer(1);
    expect(refreshed.state).toBe('resolved');
  });

  it('is waited for for two seconds; then the copy is gone on with', async () => {
    await filled();
    const refreshed = watch(sync.refresh());
    await turn();
    await vi.advanceTimersByTimeAsync(1_999);
    expect(refreshed.state).toBe('pending');
    await vi.advanceTimersByTimeAsync(1);
    expect(refreshed.state).toBe('resolved');
  });

  it('is told of, until it answers again', async () => {
    await filled();
    expect(sync.isBehind).toBe(false);
    const failed = sync.refresh();
    await database.fail(2);
    await failed;
    expect(sync.isBehind).toBe(true);
    const current = sync.refresh();
    await database.answer(3);
    await current;
    expect(sync.isBehind).toBe(false);
  });

  it('is not waited for by those who come when its read hangs, until it answers again', async () => {
    await filled();
    void sync.refresh();
    await turn();
    nowMs += 2_000;
    const later = watch(sync.refresh());
    await vi.advanceTimersByTimeAsync(0);
    expect(later.state).toBe('resolved');

    database.revision = 9;
    await database.answer(2);
    await database.answer(3);
    const current = sync.refresh();
    await database.answer(4);
    await current;
    expect(applied).toEqual(['after -1', 'after 1']);
  });

  it('makes the copy too old in time', async () => {
    await filled();
    nowMs += 60_001;
    const refreshed = watch(sync.refresh());
    await vi.advanceTimersByTimeAsync(2_000);
    expect(refreshed.state).toBe('DirectoryTooStale');
  });
});

describe('calls that come while a read is under way', () => {
  it('wait for a read that began later: the running one may have looked too early', async () => {
    const first = watch(sync.refresh());
    await turn();
    database.revision = 2;
    const second = watch(sync.refresh());
    await database.answer(1);
    expect(first.state).toBe('resolved');
    expect(second.state).toBe('pending');
    expect(database.begun).toBe(2);
    await database.answer(2);
    expect(second.state).toBe('resolved');
    expect(database.changesAskedAfter).toEqual([-1, 1]);
  });

  it('share one read, however many they are', async () => {
    void sync.refresh();
    await turn();
    const calls = [sync.refresh(), sync.refresh(), sync.refresh()].map(watch);
    await database.answer(1);
    expect(database.begun).toBe(2);
    await database.answer(2);
    expect(calls.map(({ state }) => state)).toEqual(Array(3).fill('resolved'));
    expect(database.begun).toBe(2);
  });

  it('get their read though the running one fails', async () => {
    await filled();
    const running = watch(sync.refresh());
    await turn();
    const waiting = watch(sync.refresh());
    await database.fail(2);
    expect(running.state).toBe('resolved');
    expect(waiting.state).toBe('pending');
    await database.answer(3);
    expect(waiting.state).toBe('resolved');
  });

  it('never make two reads run at once, however soon one is called after another', async () => {
    for (let turns = 0; turns < 12; turns += 1) {
      const source = new FakeDatabase();
      const each = new DirectorySync<string>(source, () => undefined, 60_000);
      const first = each.refresh();
      await turn();
      void each.refresh();
      void source.answer(1);
      await first;
      for (let n = 0; n < turns; n += 1) await Promise.resolve();
      void each.refresh();
      await turn();
      expect(source.begun).toBe(2);
    }
  });
});

describe('while the database is away', () => {
  it('a refresh goes on with what is known', async () => {
    await filled();
    nowMs += 60_000;
    const refreshed = sync.refresh();
    await database.fail(2);
    await expect(refreshed).resolves.toBeUndefined();
    expect(sync.ageMs).toBe(60_000);
  });

  it('a refresh is refused when what is known is older than allowed, with the cause and nothing of it in the message', async () => {
    await filled();
    nowMs += 60_001;
    const refreshed = sync.refresh();
    await Promise.all([expect(refreshed).rejects.toThrow(DirectoryTooStale), database.fail(2, 'password=pw')]);
    await expect(refreshed).rejects.toMatchObject({
      staleMs: 60_001,
      message: 'the directory could not be refreshed for 60 s',
      cause: new Error('password=pw'),
    });
  });

  it('a directory that was never read is refused at once', async () => {
    const refreshed = sync.refresh();
    await Promise.all([expect(refreshed).rejects.toThrow(DirectoryTooStale), database.fail(1)]);
  });

  it('what was missed is read when it is back', async () => {
    await filled();
    database.revision = 5;
    const missed = sync.refresh();
    await database.fail(2);
    await missed;
    const refreshed = sync.refresh();
    await database.answer(3);
    await refreshed;
    expect(database.changesAskedAfter).toEqual([-1, 1]);
    expect(sync.ageMs).toBe(0);
  });
});

it('counts its age from when a read began: what changed since may be unknown', async () => {
  const refreshed = sync.refresh();
  await turn();
  nowMs += 300;
  await database.answer(1);
  await refreshed;
  expect(sync.ageMs).toBe(300);
});

it('asks again for changes whose application failed', async () => {
  const failing = new DirectorySync<string>(
    database,
    (changes) => {
      applied.push(changes);
      if (applied.length === 1) throw new Error('a row that cannot be applied');
    },
    60_000,
    () => nowMs,
  );
  await Promise.all([expect(failing.refresh()).rejects.toThrow(DirectoryTooStale), database.answer(1)]);
  const refreshed = failing.refresh();
  await database.answer(2);
  await refreshed;
  expect(applied).toEqual(['after -1', 'after -1']);
});

describe('refreshTo', () => {
  it('reads nothing where the copy has what is asked for and is young enough', async () => {
    await filled();
    nowMs += 50;
    await sync.refreshTo(1, 50);
    expect(database.begun).toBe(1);
    expect(sync.revision).toBe(1);
  });

  it.each([
    ['has less than is asked for', 2, 0],
    ['is older than asked for', 1, 51],
    ['is of a later hour than it is now', 1, -1],
  ])('reads where the copy %s', async (_, revision, passedMs) => {
    await filled();
    nowMs += passedMs;
    database.revision = 3;
    const refreshed = sync.refreshTo(revision, 50);
    await database.answer(2);
    await refreshed;
    expect(sync.revision).toBe(3);
    expect(applied).toEqual(['after -1', 'after 1']);
  });

  it('reads where nothing is known yet', async () => {
    const refreshed = sync.refreshTo(0, 50);
    await database.answer(1);
    await refreshed;
    expect(sync.revision).toBe(1);
  });
});
