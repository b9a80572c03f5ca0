import { until } from 'test-support/until';
import { describe, expect, it } from 'vitest';
import { rollChecksum, type Simulator, startSimulator } from './index.ts';
import { simulatorForTest } from './testing/client.ts';
import { connect, type TestClient } from './testing/websocket-client.ts';

const at = (time: string) => Date.parse(`2026-11-23T${time}+09:00`);

async function subscribeAll(simulator: Simulator, client: TestClient): Promise<void> {
  for (const code of simulator.symbols.slice(0, 41)) await client.subscribe(code);
}

/** What a client can prove: every trade once, in order, and the missing volume. */
function accountOf(...clients: readonly TestClient[]) {
  const account = new Map<
    string,
    { count: number; gapVolume: number; checksum: number; last: number; day: string }
  >();
  for (const { code, fields, hourClass, price, volume, accumulatedVolume } of clients.flatMap((c) =>
    c.trades(),
  )) {
    if (hourClass !== '0') continue;
    const entry = account.get(code) ?? { count: 0, gapVolume: 0, checksum: 0, last: 0, day: '' };
    const day = fields[33] ?? '';
    if (day === entry.day) entry.gapVolume += accumulatedVolume - volume - entry.last;
    entry.count += 1;
    entry.day = day;
    entry.last = accumulatedVolume;
    entry.checksum = rollChecksum(entry.checksum, price, volume, accumulatedVolume);
    account.set(code, entry);
  }
  return account;
}

function expectAgreement(simulator: Simulator, ...clients: readonly TestClient[]): void {
  const account = accountOf(...clients);
  for (const [code, { sent, gapVolume, checksum, lastSentAccumulatedVolume }] of simulator.trades) {
    const { count, gapVolume: found, checksum: computed, last } = account.get(code) ?? {};
    if (sent === 0) expect(count).toBeUndefined();
    else {
      expect({ code, count, found, computed, last }).toEqual({
        code,
        count: sent,
        found: gapVolume,
        computed: checksum,
        last: lastSentAccumulatedVolume,
      });
    }
  }
}

/** Resolves when every record that was sent has been received. */
function allArrived(simulator: Simulator, ...clients: readonly TestClient[]): Promise<void> {
  const received = () => clients.reduce((sum, { records }) => sum + records, 0);
  return until(() => received() === simulator.journal.websocket.records);
}

const sent = (simulator: Simulator) =>
  [...simulator.trades.values()].reduce((sum, tally) => sum + tally.sent, 0);
const traded = (client: TestClient) => client.trades().filter(({ hourClass }) => hourClass === '0').length;

describe('a trading day at high speed', () => {
  it('sends every trade to the client once and in order', async () => {
    const simulator = await simulatorForTest({
      clock: { startsAt: at('08:25:00'), speed: 0 },
      market: { tradesPerSecond: 2 },
    });
    const client = await connect(simulator);
    await subscribeAll(simulator, client);
    simulator.clock.setSpeed(10_000);
    await until(() => simulator.clock.now() > at('16:00:00'));
    await simulator.settled();
    await allArrived(simulator, client);
    expect(sent(simulator)).toBeGreaterThan(30_000);
    expect(simulator.phase().kind).toBe('closed');
    expectAgreement(simulator, client);
  });

  it('with scripted disconnections has gaps that the client detects by volume', async () => {
    const simulator = await simulatorForTest({
      clock: { startsAt: at('09:30:00'), speed: 0 },
      market: { tradesPerSecond: 20 },
      faults: [{ at: '09:40', fault: { kind: 'disconnect' } }],
    });
    const first = await connect(simulator);
    await subscribeAll(simulator, first);
    simulator.clock.advance(20 * 60_000);
    await simulator.settled();
    await until(() => first.closeCode !== undefined);
    const second = await connect(simulator);
    await subscribeAll(simulator, second);
    simulator.clock.advance(10 * 60_000);
    await simulator.settled();
    await allArrived(simulator, first, second);
    const tallies = [...simulator.trades.values()];
    expect(tallies.some(({ gaps }) => gaps > 0)).toBe(true);
    expect(tallies.every(({ notSent }) => notSent > 0)).toBe(true);
    expectAgreement(simulator, first, second);
  });

  it('waits for a slow client, and loses nothing', async () => {
    const simulator = await simulatorForTest({
      clock: { startsAt: at('10:00:00'), speed: 0 },
      market: { tradesPerSecond: 2_000 },
      websocket: { maximumBufferedBytes: 100_000 },
    });
    const client = await connect(simulator);
    await subscribeAll(simulator, client);
    client.pause();
    simulator.clock.setSpeed(1_000);
    await until(() => simulator.journal.websocket.waitsForClient > 0);
    const held = simulator.clock.now();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(simulator.clock.now() - held).toBeLessThan(60_000);
    simulator.clock.setSpeed(0);
    client.resume();
    await simulator.settled();
    await allArrived(simulator, client);
    expectAgreement(simulator, client);
  });

  it('can disconnect a slow client instead', async () => {
    const simulator = await simulatorForTest({
      clock: { startsAt: at('10:00:00'), speed: 0 },
      market: { tradesPerSecond: 2_000 },
      websocket: { maximumBufferedBytes: 100_000, whenClientIsSlow: 'cut' },
    });
    const client = await connect(simulator);
    await subscribeAll(simulator, client);
    client.pause();
    simulator.clock.setSpeed(1_000);
    await until(() => simulator.journal.websocket.slowSessionsCut === 1);
    simulator.clock.setSpeed(0);
  });
});

describe('a stream fault', () => {
  const options = { clock: { startsAt: at('10:00:00'), speed: 0 }, market: { tradesPerSecond: 100 } };

  it('half-open sends nothing more over a connection that stays open, and counts it as not sent', async () => {
    const simulator = await simulatorForTest({ ...options, websocket: { pingMilliseconds: 5 } });
    const client = await connect(simulator);
    await subscribeAll(simulator, client);
    simulator.clock.advance(1_000);
    await simulator.settled();
    const before = sent(simulator);
    simulator.start({ kind: 'half-open' });
    await allArrived(simulator, client);
    const pings = client.pings;
    simulator.clock.advance(10_000);
    await simulator.settled();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(sent(simulator)).toBe(before);
    expect(traded(client)).toBe(before);
    expect(client.pings - pings).toBeLessThanOrEqual(1);
    expect(client.closeCode).toBeUndefined();
    expectAgreement(simulator, client);
  });

  it('malformed-frame sends a frame whose fields do not match its records', async () => {
    const simulator = await simulatorForTest(options);
    const client = await connect(simulator);
    await client.subscribe('005930');
    simulator.start({ kind: 'malformed-frame' });
    await until(() => client.frames.length === 1);
    expect(client.frames).toEqual(['0|H0STCNT0|002|005930^093000^73100^2']);
    expect(sent(simulator)).toBe(0);
  });

  it('cut-connections closes the connection without a message', async () => {
    const simulator = await simulatorForTest(options);
    const client = await connect(simulator);
    simulator.start({ kind: 'cut-connections' });
    await until(() => client.closeCode !== undefined);
    expect(client.closeCode).toBe(1006);
  });
});

it('the order book is sent along with the trades to registered clients', async () => {
  const simulator = await simulatorForTest({ clock: { startsAt: at('10:00:00') }, market: { symbols: 1 } });
  const client = await connect(simulator);
  await client.subscribe('005930', 'H0STASP0');
  simulator.clock.advance(5_000);
  await simulator.settled();
  await until(() => client.frames.length > 10);
  expect(client.frames.every((frame) => frame.startsWith('0|H0STASP0|001|005930^1000'))).toBe(true);
});

it('an account is required', async () => {
  await expect(startSimulator({ accounts: [] })).rejects.toThrow(RangeError);
});

it('close leaves no timer, server or socket behind', async () => {
  const resources = () =>
    process
      .getActiveResourcesInfo()
      .filter((name) => /Timeout|Immediate|TCP/.test(name))
      .sort();
  const before = resources();
  const simulator = await startSimulator({
    clock: { startsAt: at('10:00:00'), speed: 100 },
    market: { tradesPerSecond: 1_000 },
  });
  const client = await connect(simulator);
  await subscribeAll(simulator, client);
  await until(() => client.records > 100);
  expect(resources()).not.toEqual(before);
  await simulator.close();
  await until(() => client.closeCode !== undefined);
  await simulator.settled();
  await until(() => resources().length <= before.length + 1);
});
