import type { Simulator } from 'kis-simulator';
import { websocketFrames, websocketMissedVolume, websocketRecords } from 'observer-metrics/observer';
import { until } from 'test-support/until';
import { describe, expect, it } from 'vitest';
import { totalOf } from '../../telemetry/testing/samples.ts';
import { type Bench, bench, type Collected, IN_SESSION, tallyOf } from '../testing/setup.ts';

const BUSY = { market: { tradesPerSecond: 200 } };

/** Lets simulated time pass, with everything that happens in it. */
async function pass({ clock, settled }: Simulator, milliseconds: number): Promise<void> {
  clock.advance(milliseconds);
  await settled();
}

const isRegistered =
  ({ stream }: Collected, count = 5) =>
  () =>
    stream.state().registered.length === count;

/** Waits until everything that was sent has arrived, and compares it with the simulator's tally. */
async function expectEverything(
  { simulator }: Bench,
  { records, gaps }: Collected,
  count = 5,
): Promise<void> {
  const symbols = simulator.symbols.slice(0, count);
  const sent = () => symbols.reduce((sum, symbol) => sum + (simulator.trades.get(symbol)?.sent ?? 0), 0);
  await until(() => records.length >= sent());
  for (const symbol of symbols) {
    const tally = simulator.trades.get(symbol);
    const gapVolume = gaps
      .filter((gap) => gap.symbol === symbol)
      .reduce((sum, { volume }) => sum + volume, 0);
    expect({ symbol, ...tallyOf(records, symbol), gapVolume }).toEqual({
      symbol,
      sent: tally?.sent,
      checksum: tally?.checksum,
      gapVolume: tally?.gapVolume,
    });
  }
}

describe('a stream', () => {
  it('passes on every trade that was sent, once and in order', async () => {
    const own = await bench({ market: { tradesPerSecond: 200, trailingFields: 2 } });
    const collected = own.stream();
    await until(isRegistered(collected));
    for (let minute = 0; minute < 5; minute += 1) await pass(own.simulator, 60_000);
    await expectEverything(own, collected);
    const { records, gaps } = collected;
    expect(records.length).toBeGreaterThan(1000);
    expect(gaps).toEqual([]);
    expect(await totalOf(own.instruments, websocketRecords)).toBe(records.length);
    expect(await totalOf(own.instruments, websocketFrames)).toBe(own.simulator.journal.websocket.frames);
    expect(await totalOf(own.instruments, websocketMissedVolume)).toBe(0);
    expect(await own.interruptions()).toBe(0);
    expect(await own.skips()).toEqual({});
  });

  it('passes on no expected auction prices, and counts them', async () => {
    const own = await bench({
      clock: { startsAt: IN_SESSION - 1_860_000 },
      market: { tradesPerSecond: 400 },
    });
    const collected = own.stream();
    await until(isRegistered(collected));
    await pass(own.simulator, 120_000);
    await expectEverything(own, collected);
    const { records } = own.simulator.journal.websocket;
    expect((await own.skips()).expected_price).toBeGreaterThan(10);
    expect(await own.skips()).toEqual({ expected_price: records - collected.records.length });
  });

  it('finds everything that was traded while its connection was lost, and reconnects by itself', async () => {
    const own = await bench(BUSY);
    const { simulator } = own;
    const collected = own.stream({ timing: { reconnect: { first: 300, longest: 300 } }, random: () => 1 });
    await until(isRegistered(collected));
    await pass(simulator, 30_000);
    const away = simulator.start({ kind: 'refuse-connections' });
    simulator.start({ kind: 'disconnect' });
    await until(async () => (await own.interruptions()) === 1);
    await pass(simulator, 30_000);
    away.stop();
    await until(() => collected.stream.state().connections === 2);
    await until(isRegistered(collected));
    await pass(simulator, 30_000);
    await expectEverything(own, collected);
    expect(collected.gaps.map(({ cause }) => cause)).toEqual(new Array(5).fill('interruption'));
    expect(await own.interruptions()).toBe(1);
    const missed = collected.gaps.reduce((sum, { volume }) => sum + volume, 0);
    expect(await totalOf(own.instruments, websocketMissedVolume)).toBe(missed);
    expect(collected.stream.state().connections).toBe(2);
  });

  it('follows an accelerated gateway through faults, and knows what it has missed', async () => {
    const own = await bench({
      ...BUSY,
      clock: { speed: 120 },
      websocket: { pingMilliseconds: 200 },
      faults: [
        { at: '09:32', fault: { kind: 'disconnect' } },
        { at: '09:34', fault: { kind: 'malformed-frame' } },
        { at: '09:36', fault: { kind: 'half-open' } },
      ],
    });
    const { simulator } = own;
    const collected = own.stream({ timing: { silence: 1_500 } });
    await until(
      () => simulator.clock.now() > IN_SESSION + 8 * 60_000 && simulator.journal.faults['half-open'] === 1,
    );
    await until(() => collected.stream.state().connections >= 3);
    await until(isRegistered(collected));
    const before = collected.records.length;
    await until(() => collected.records.length > before + 500);
    simulator.clock.setSpeed(0);
    await simulator.settled();
    await expectEverything(own, collected);
    expect(await own.interruptions()).toBeGreaterThanOrEqual(2);
    expect(collected.gaps.length).toBeGreaterThan(0);
    expect(collected.malformed).toHaveLength(1);
    const [first] = collected.records;
    if (first === undefined) throw new Error('there are records');
    // Both in simulated time: when it was received, and when it was traded.
    expect(Date.parse(first.value.timestamp) - first.at).toBeLessThan(60_000);
  });

  it('abandons a silent connection', async () => {
    const own = await bench({ websocket: { pingMilliseconds: 100 } });
    const collected = own.stream({ timing: { silence: 1_000 } });
    await until(isRegistered(collected));
    own.simulator.start({ kind: 'half-open' });
    await until(() => collected.stream.state().connections >= 2);
    await until(isRegistered(collected));
    expect(collected.stream.state().lastEnd).toBe('nothing came for too long');
    expect(await own.interruptions()).toBeGreaterThanOrEqual(1);
  });

  it('takes PINGPONG as a heartbeat, and its absence as silence', async () => {
    const own = await bench({ websocket: { pingMilliseconds: 100 } });
    const collected = own.stream({ timing: { silence: 1_000 } });
    await until(() => own.simulator.journal.websocket.pingsAnswered >= 15);
    expect(own.simulator.journal.websocket.unresponsiveSessionsEnded).toBe(0);
    own.simulator.start({ kind: 'no-pingpong' });
    await until(() => collected.stream.state().lastEnd === 'nothing came for too long');
  });

  it('waits longer after each failure, and starts again once a connection has brought something', async () => {
    const own = await bench({ websocket: { pingMilliseconds: 20 } });
    const { simulator } = own;
    const collected = own.stream({ timing: { reconnect: { first: 20, longest: 60_000 } }, random: () => 1 });
    const waits = () =>
      own.lines.flatMap((line) => /"retryInMilliseconds":(\d+)/.exec(line)?.[1] ?? []).map(Number);
    await until(isRegistered(collected));
    const fault = simulator.start({ kind: 'refuse-connections' });
    simulator.start({ kind: 'disconnect' });
    await until(() => waits().length >= 4);
    fault.stop();
    const failed = waits().length;
    const answered = simulator.journal.websocket.pingsAnswered;
    await until(() => simulator.journal.websocket.pingsAnswered > answered);
    simulator.start({ kind: 'disconnect' });
    await until(() => waits().length > failed);
    expect(waits().slice(0, 4)).toEqual([20, 40, 80, 160]);
    expect(waits()[failed]).toBe(20);
  });

  it('continues after unreadable frames, and logs their beginning', async () => {
    const own = await bench(BUSY);
    const collected = own.stream();
    await until(isRegistered(collected));
    own.simulator.start({ kind: 'malformed-frame' });
    await pass(own.simulator, 10_000);
    await expectEverything(own, collected);
    expect(collected.malformed).toEqual([
      { problem: 'wrong-count', excerpt: '0|H0STCNT0|002|005930^093000^73100^2' },
    ]);
    expect(await own.skips()).toEqual({ malformed: 1 });
    expect(await own.interruptions()).toBe(0);
  });

  it.each([
    ['answers with 503', 'HTTP 503'],
    ['does not exist', 'ECONNREFUSED'],
    ['has no name', 'ENOTFOUND'],
  ])('retries if the gateway %s', async (what, reason) => {
    const own = await bench();
    const fault = own.simulator.start({ kind: 'refuse-connections' });
    const elsewhere = new Map([
      ['does not exist', 'ws://127.0.0.1:1'],
      ['has no name', 'ws://gateway.invalid'],
    ]);
    const collected = own.stream({ url: elsewhere.get(what) ?? own.simulator.websocketUrl });
    const attempts = () => own.lines.filter((line) => line.includes('The stream is interrupted')).length;
    await until(() => attempts() >= 3);
    // Without a network there is no answer about names at all.
    const reasons = reason === 'ENOTFOUND' ? [reason, 'EAI_AGAIN'] : [reason];
    expect(reasons).toContain(collected.stream.state().lastEnd);
    expect(await own.interruptions()).toBe(0);
    fault.stop();
    if (what === 'answers with 503') await until(isRegistered(collected));
  });

  it('passes on the order book and encrypted execution notices', async () => {
    const own = await bench(BUSY);
    const { htsId } = own.simulator.account;
    const collected = own.stream({
      symbols: [],
      further: [
        { transactionId: 'H0STCNI0', key: htsId },
        { transactionId: 'H0STASP0', key: '005930' },
      ],
    });
    await until(isRegistered(collected, 2));
    own.simulator.notify({ code: '005930', price: 73_100, volume: 10 });
    await pass(own.simulator, 10_000);
    await until(() => collected.fields.length > 1);
    const [notice, book] = collected.fields;
    expect(notice).toHaveLength(26);
    expect(notice?.slice(8, 11)).toEqual(['005930', '10', '73100']);
    expect(book).toHaveLength(59);
    expect(collected.malformed).toEqual([]);
  });

  it('leaves data in the socket if the consumer cannot take more, and loses none of it', async () => {
    const own = await bench({
      market: { tradesPerSecond: 2_000 },
      websocket: { maximumBufferedBytes: 100_000_000 },
    });
    const taken: number[] = [];
    let isWelcome = false;
    const records: Collected['records'] = [];
    const collected = own.stream({
      handlers: {
        onRecords: (batch) => {
          records.push(...batch);
          taken.push(batch.length);
          return isWelcome;
        },
      },
    });
    await until(isRegistered(collected));
    await pass(own.simulator, 60_000);
    await until(() => collected.stream.state().isPaused);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const sent = own.simulator.journal.websocket.records;
    expect(records.length).toBeGreaterThan(0);
    // Data in flight still arrives: that is what one read from the socket holds.
    expect(records.length).toBeLessThan(sent / 10);
    isWelcome = true;
    collected.stream.resume();
    await expectEverything(own, { ...collected, records });
    expect(records.length).toBe(sent);
  });

  it('does not count as silent while it is paused', async () => {
    const own = await bench({ websocket: { pingMilliseconds: 100, unansweredPings: 0 } });
    const collected = own.stream({ timing: { silence: 600 } });
    await until(isRegistered(collected));
    collected.stream.pause();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(collected.stream.state()).toMatchObject({ connections: 1, status: 'open', isPaused: true });
    collected.stream.resume();
    await until(() => own.simulator.journal.websocket.pingsAnswered > 3);
    expect(collected.stream.state().connections).toBe(1);
  });
});

/** Timers that keep the process alive. */
const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

describe('a stream that is closed', () => {
  it.each([
    ['works', undefined],
    ['is half-open', 'half-open'],
    ['waits for its next attempt', 'disconnect'],
  ] as const)('while it %s ends at once and stays so', async (_, fault) => {
    const own = await bench(BUSY);
    const before = timers();
    const collected = own.stream({ timing: { reconnect: { first: 60_000, longest: 60_000 }, close: 200 } });
    await until(isRegistered(collected));
    if (fault !== undefined) own.simulator.start({ kind: fault });
    if (fault === 'disconnect') await until(() => collected.stream.state().status === 'waiting');
    const interruptions = await own.interruptions();
    await collected.stream.close();
    expect(timers()).toBeLessThanOrEqual(before);
    await collected.stream.close();
    const { length } = collected.records;
    await pass(own.simulator, 10_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(collected.records).toHaveLength(length);
    expect(collected.stream.state()).toMatchObject({ status: 'closed', registered: [] });
    // Closing is not an interruption.
    expect(await own.interruptions()).toBe(interruptions);
  });

  it('before it has a key opens no connection', async () => {
    const own = await bench();
    own.simulator.start({ kind: 'hung-answer', path: '/oauth2/Approval' });
    const collected = own.stream();
    await collected.stream.close();
    expect(own.simulator.journal.websocket.connections).toBe(0);
  });
});
