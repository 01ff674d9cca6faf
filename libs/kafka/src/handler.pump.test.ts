import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PumpBench, settled } from './handler.pump.fixture.js';
import type { PartitionProgress } from './partition.progress.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a pump', () => {
  it('starts no batch while it is held, waits for the one that runs, and goes on afterwards', async () => {
    const bench = new PumpBench();
    bench.feed([0]);
    await settled();
    let idle = false;
    void bench.pump.hold().then(() => {
      idle = true;
    });
    bench.feed([1]);
    await settled();
    expect(idle).toBe(false);
    await bench.resolve(1);
    expect(idle).toBe(true);
    expect(bench.handled).toEqual([[0]]);
    bench.pump.release();
    await settled();
    expect(bench.handled).toEqual([[0], [1]]);
  });

  it('says that a record is open until it is done or its partition is lost', async () => {
    const bench = new PumpBench({ completion: 'record' });
    bench.feed([0, 1]);
    await settled();
    const [first, second] = bench.recordsOf(1);
    first?.finish();
    expect([first?.isOpen, second?.isOpen]).toEqual([false, true]);
    bench.progress.abandoned = true;
    bench.pump.drop(bench.progress);
    expect(second?.isOpen).toBe(false);
  });

  it('hands a fetch’s records on in one batch', async () => {
    const bench = new PumpBench();
    bench.feed([0, 1, 2]);
    await settled();
    expect(bench.handled).toEqual([[0, 1, 2]]);
  });

  it('hands all partitions of a fetch on in one batch, between which kafkajs waits for promises', async () => {
    const bench = new PumpBench();
    bench.feed([0, 1]);
    for (let wait = 0; wait < 100; wait += 1) await Promise.resolve();
    bench.feed([7], bench.partition(1, 7));
    await settled();
    expect(bench.handled).toEqual([[0, 1, 7]]);
  });

  it('gathers what comes while the handler works, and calls it with one batch at a time', async () => {
    const bench = new PumpBench();
    bench.feed([0]);
    await settled();
    bench.feed([1]);
    bench.feed([2, 3]);
    await settled();
    expect(bench.handled).toEqual([[0]]);
    await bench.resolve(1);
    expect(bench.handled).toEqual([[0], [1, 2, 3]]);
  });

  it('hands on no more records at a time than it may', async () => {
    const bench = new PumpBench({ maxBatchRecords: 2 });
    bench.feed([0, 1, 2]);
    await settled();
    await bench.resolve(1);
    expect(bench.handled).toEqual([[0, 1], [2]]);
  });

  it('starts again for what comes the moment its last batch is done', async () => {
    const bench = new PumpBench();
    bench.feed([0]);
    await settled();
    bench.calls[0]?.resolve();
    for (let offset = 1; offset <= 20; offset += 1) {
      await Promise.resolve();
      bench.feed([offset]);
    }
    for (let call = 2; call <= 25; call += 1) await bench.resolve(call);
    expect(bench.handled.flat()).toEqual([...Array(21).keys()]);
  });

  it('starts again for a record that comes just as it ends', async () => {
    for (let turns = 0; turns < 20; turns += 1) {
      const bench = new PumpBench();
      bench.feed([0]);
      await settled();
      bench.calls[0]?.resolve();
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      bench.feed([1]);
      await settled();
      expect(bench.handled).toEqual([[0], [1]]);
    }
  });

  it('passes a rewind on', async () => {
    const bench = new PumpBench();
    bench.feed([0]);
    await settled();
    bench.calls[0]?.batch.rewind('t', 0, 5);
    expect(bench.rewinds).toEqual([['t', 0, 5]]);
  });
});

describe('completion by batch', () => {
  it('is when the handler resolves', async () => {
    const bench = new PumpBench();
    bench.feed([0, 1]);
    await settled();
    expect(bench.progress.uncommitted()).toBeUndefined();
    await bench.resolve(1);
    expect(bench.progress.uncommitted()?.offset).toBe(2);
  });

  it('never comes for a handler that rejects: it is called again with the same batch until it succeeds', async () => {
    const bench = new PumpBench();
    bench.feed([0, 1]);
    await settled();
    bench.feed([2]);
    await bench.reject(1);
    expect(bench.handled).toEqual([[0, 1]]);
    await vi.advanceTimersByTimeAsync(100);
    await bench.reject(2);
    await vi.advanceTimersByTimeAsync(200);
    expect(bench.handled).toEqual([
      [0, 1],
      [0, 1],
      [0, 1],
    ]);
    expect(bench.progress.uncommitted()).toBeUndefined();
    await bench.resolve(3);
    expect(bench.handled.at(-1)).toEqual([2]);
    expect(bench.progress.uncommitted()?.offset).toBe(2);
  });

  it('is tried again after 2 s at most', async () => {
    const bench = new PumpBench();
    bench.feed([0]);
    await settled();
    for (let call = 1; call <= 10; call += 1) {
      await bench.reject(call);
      await vi.advanceTimersByTimeAsync(2_000);
      expect(bench.calls).toHaveLength(call + 1);
    }
  });
});

describe('completion by record', () => {
  it('is when the handler says so, in any order, and also after it resolved', async () => {
    const bench = new PumpBench({ completion: 'record' });
    bench.feed([0, 1, 2]);
    await settled();
    await bench.resolve(1);
    expect(bench.progress.uncommitted()).toBeUndefined();
    const [first, second, third] = bench.recordsOf(1);
    third?.finish();
    expect(bench.progress.uncommitted()?.offset).toBe(0);
    first?.finish();
    expect(bench.progress.uncommitted()?.offset).toBe(1);
    second?.finish();
    second?.finish();
    expect(bench.progress.uncommitted()?.offset).toBe(3);
  });
});

describe('a partition that was lost', () => {
  function abandon(bench: PumpBench, progress: PartitionProgress): void {
    progress.abandoned = true;
    bench.pump.drop(progress);
  }

  it('loses what was gathered of it, and others keep theirs', async () => {
    const bench = new PumpBench();
    const other = bench.partition(1, 100);
    bench.feed([0]);
    await settled();
    bench.feed([1, 2]);
    bench.feed([100, 101], other);
    abandon(bench, bench.progress);
    await bench.resolve(1);
    expect(bench.handled).toEqual([[0], [100, 101]]);
  });

  it('is left out when a batch with records of it is tried again', async () => {
    const bench = new PumpBench();
    const other = bench.partition(1, 100);
    bench.feed([0]);
    bench.feed([100], other);
    await settled();
    abandon(bench, bench.progress);
    await bench.reject(1);
    await vi.advanceTimersByTimeAsync(100);
    expect(bench.handled).toEqual([[0, 100], [100]]);
  });

  it('ends a batch that is only its own, though its handler keeps failing', async () => {
    const bench = new PumpBench();
    const other = bench.partition(1, 100);
    bench.feed([0]);
    await settled();
    bench.feed([100], other);
    abandon(bench, bench.progress);
    await bench.reject(1);
    await vi.advanceTimersByTimeAsync(100);
    expect(bench.handled).toEqual([[0], [100]]);
  });

  it('has nothing committed for what its old records finish', async () => {
    const bench = new PumpBench({ completion: 'record' });
    bench.feed([0]);
    await settled();
    abandon(bench, bench.progress);
    bench.recordsOf(1)[0]?.finish();
    expect(bench.progress.uncommitted()).toBeUndefined();
  });
});

describe('back-pressure', () => {
  it('pauses fetching when too many records are open, and goes on at half', async () => {
    const bench = new PumpBench({ completion: 'record', maxOpenRecords: 4 });
    bench.feed([0, 1, 2]);
    expect(bench.pauses).toEqual([]);
    bench.feed([3, 4]);
    expect(bench.pauses).toEqual([true]);
    await settled();
    const records = bench.recordsOf(1);
    for (const record of records.slice(0, 3)) record.finish();
    expect(bench.pauses).toEqual([true]);
    for (const record of records.slice(3)) record.finish();
    expect(bench.pauses).toEqual([true, false]);
  });

  it('pauses for bytes as well as for records', () => {
    const bench = new PumpBench({ maxOpenBytes: 1_000 });
    bench.feed([0], bench.progress, 999);
    expect(bench.pauses).toEqual([]);
    bench.feed([1], bench.progress, 1);
    expect(bench.pauses).toEqual([true]);
  });

  it('goes on when the partition that was too much is lost', () => {
    const bench = new PumpBench({ maxOpenRecords: 2 });
    bench.feed([0, 1]);
    bench.pump.drop(bench.progress);
    expect(bench.pauses).toEqual([true, false]);
  });
});

describe('stopping', () => {
  it('waits for the batch that runs, and starts no other', async () => {
    const bench = new PumpBench({ maxBatchRecords: 1 });
    bench.feed([0, 1]);
    await settled();
    let stopped = false;
    const stopping = bench.pump.stop().then(() => {
      stopped = true;
    });
    await settled();
    expect(stopped).toBe(false);
    await bench.resolve(1);
    await stopping;
    bench.feed([2]);
    await settled();
    expect(bench.handled).toEqual([[0]]);
    expect(bench.progress.uncommitted()?.offset).toBe(1);
  });

  it('does not wait for a handler that keeps failing', async () => {
    const bench = new PumpBench();
    bench.feed([0]);
    await settled();
    const stopping = bench.pump.stop();
    await bench.reject(1);
    await vi.advanceTimersByTimeAsync(100);
    await stopping;
    expect(bench.calls).toHaveLength(1);
  });
});

describe('what it has in hand', () => {
  it('is counted with its bytes and the batches that were tried again', async () => {
    const bench = new PumpBench();
    const nothing = { openRecords: 0, openBytes: 0, retries: 0 };
    expect(bench.pump.figures).toEqual(nothing);
    bench.feed([0, 1, 2]);
    await settled();
    expect(bench.pump.figures).toEqual({ openRecords: 3, openBytes: 30, retries: 0 });
    await bench.reject(1);
    expect(bench.pump.figures.retries).toBe(1);
    await vi.advanceTimersByTimeAsync(100);
    await bench.resolve(2);
    expect(bench.pump.figures).toEqual({ ...nothing, retries: 1 });
  });
});
