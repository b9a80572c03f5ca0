import { until } from 'test-support/until';
import { describe, expect, it } from 'vitest';
import { acknowledgementOf, gateway } from '../testing/gateway.ts';
import { bench, type Collected } from '../testing/setup.ts';
import { frameOf, recordOf } from '../testing/trades.ts';

const isRegistered =
  ({ stream }: Collected, ...keys: readonly string[]) =>
  () =>
    stream.state().registered.toSorted().join() === keys.toSorted().join();

const quiet = (milliseconds = 300) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('registrations', () => {
  it('are as many as the gateway permits, the most important ones, and the rest is reported', async () => {
    const own = await bench({ websocket: { maximumRegistrations: 3 } });
    const symbols = own.simulator.symbols.slice(0, 5);
    const collected = own.stream({ symbols });
    await until(() => collected.stream.state().limit === 3);
    const [first = '', second = '', third = '', fourth = '', fifth = ''] = symbols;
    expect(collected.stream.state()).toMatchObject({
      status: 'open',
      registered: [first, second, third],
      unregistered: [
        { key: fourth, reason: 'limit' },
        { key: fifth, reason: 'limit' },
      ],
    });
    collected.stream.setSymbols([fifth, first, second]);
    await until(isRegistered(collected, fifth, first, second));
    expect(own.simulator.journal.websocket).toMatchObject({
      connections: 1,
      answers: { OPSP0008: 1, OPSP0001: 1 },
    });
  });

  it('that are wanted twice are made once', async () => {
    const own = await bench();
    const collected = own.stream({ symbols: ['005930', '005930'] });
    await until(isRegistered(collected, '005930'));
    await quiet(50);
    expect(own.simulator.journal.websocket.answers).toEqual({ OPSP0000: 1 });
  });

  it('do not follow wishes that change faster than the debounce', async () => {
    const own = await bench();
    const [a = '', b = '', c = ''] = own.simulator.symbols;
    const collected = own.stream({ symbols: [a], timing: { debounce: 100 } });
    await until(isRegistered(collected, a));
    for (let change = 0; change < 20; change += 1) collected.stream.setSymbols(change % 2 === 0 ? [b] : [a]);
    collected.stream.setSymbols([a, c]);
    await until(isRegistered(collected, a, c));
    expect(own.simulator.journal.websocket.answers).toEqual({ OPSP0000: 2 });
  });

  it('last their minimum time, even if nobody wants them any more', async () => {
    const own = await bench();
    const [a = '', b = ''] = own.simulator.symbols;
    const collected = own.stream({ symbols: [a], maximumRegistrations: 1, timing: { dwell: 700 } });
    await until(isRegistered(collected, a));
    const begin = performance.now();
    collected.stream.setSymbols([b]);
    await until(isRegistered(collected, b));
    expect(performance.now() - begin).toBeGreaterThan(500);
  });

  it('that end cause no gap when they start again', async () => {
    const own = await bench({ market: { tradesPerSecond: 500 } });
    const { simulator } = own;
    const [a = '', b = ''] = simulator.symbols;
    const collected = own.stream({ symbols: [a, b] });
    const minute = async () => {
      simulator.clock.advance(60_000);
      await simulator.settled();
    };
    await until(isRegistered(collected, a, b));
    await minute();
    collected.stream.setSymbols([a]);
    await until(isRegistered(collected, a));
    await minute();
    collected.stream.setSymbols([a, b]);
    await until(isRegistered(collected, a, b));
    const before = collected.records.length;
    await minute();
    await until(() => collected.records.slice(before).some(({ symbol }) => symbol === b));
    expect(collected.gaps).toEqual([]);
  });

  it('that fail temporarily are retried', async () => {
    const own = await bench();
    const fault = own.simulator.start({ kind: 'subscribe-error' });
    const collected = own.stream({ symbols: ['005930'] });
    await until(() => (own.simulator.journal.websocket.answers.OPSP0007 ?? 0) >= 3);
    fault.stop();
    await until(isRegistered(collected, '005930'));
    expect(own.simulator.journal.websocket.connections).toBe(1);
  });

  it('of an unknown symbol are made once, until somebody requests it again', async () => {
    const own = await bench();
    const collected = own.stream({ symbols: ['999999', '005930'] });
    await until(isRegistered(collected, '005930'));
    own.simulator.start({ kind: 'disconnect' });
    await until(() => collected.stream.state().connections === 2);
    await until(isRegistered(collected, '005930'));
    expect(own.simulator.journal.websocket.answers.OPSP8992).toBe(1);
    expect(collected.stream.state().unregistered).toEqual([{ key: '999999', reason: 'OPSP8992' }]);
    collected.stream.setSymbols(['005930']);
    await quiet(50);
    collected.stream.setSymbols(['999999', '005930']);
    await until(() => own.simulator.journal.websocket.answers.OPSP8992 === 2);
  });

  it('with a key that KIS has forgotten are made with a new one on the same connection', async () => {
    const own = await bench();
    const collected = own.stream({ symbols: ['005930'] });
    await until(isRegistered(collected, '005930'));
    own.simulator.start({ kind: 'forget-approval-keys' });
    collected.stream.setSymbols(['005930', '000660']);
    await until(isRegistered(collected, '005930', '000660'));
    expect(own.simulator.journal).toMatchObject({ approvals: { issued: 2 }, websocket: { connections: 1 } });
  });

  it('use one key for a day, and another one after 23 hours', async () => {
    const own = await bench({ market: { tradesPerSecond: 0 } });
    const collected = own.stream({ symbols: ['005930'] });
    await until(isRegistered(collected, '005930'));
    own.simulator.clock.advance(22 * 3_600_000);
    collected.stream.setSymbols(['005930', '000660']);
    await until(isRegistered(collected, '005930', '000660'));
    expect(own.simulator.journal.approvals.issued).toBe(1);
    own.simulator.clock.advance(3_600_000);
    collected.stream.setSymbols(['005930']);
    await until(isRegistered(collected, '005930'));
    expect(own.simulator.journal.approvals.issued).toBe(2);
    expect(own.simulator.journal.websocket.answers.OPSP0011).toBeUndefined();
  });

  it('of an app key in use are tried once per connection, with long waits in between', async () => {
    const own = await bench();
    const fault = own.simulator.start({ kind: 'app-key-in-use' });
    const inUse = { first: 1_000, longest: 1_000 };
    const collected = own.stream({ timing: { inUse }, random: () => 0 });
    await until(() => collected.stream.state().lastEnd?.includes('OPSP8996') === true);
    expect(own.lines.join('')).toContain('"retryInMilliseconds":500');
    fault.stop();
    await until(() => collected.stream.state().registered.length === 5);
    const { connections, answers } = own.simulator.journal.websocket;
    expect(answers.OPSP8996).toBe(connections - 1);
    expect(await own.interruptions()).toBe(0);
  });

  it('are commands of type 1 and 2, one after another and not too close', async () => {
    const own = await bench();
    const at: number[] = [];
    const other = await gateway((asked) => {
      at.push(performance.now());
      return asked.type === '1' ? 'OPSP0000' : 'OPSP0001';
    });
    const collected = own.stream({
      url: other.url,
      symbols: ['005930', '000660', '035720'],
      timing: { pace: 60 },
    });
    await until(isRegistered(collected, '005930', '000660', '035720'));
    collected.stream.setSymbols(['005930', '035720']);
    await until(isRegistered(collected, '005930', '035720'));
    expect(other.asked.map(({ type, key }) => `${type} ${key}`)).toEqual([
      '1 005930',
      '1 000660',
      '1 035720',
      '2 000660',
    ]);
    const distances = at.slice(1).map((instant, index) => instant - (at[index] ?? 0));
    // They are sent this far apart, but may arrive closer.
    expect(distances.reduce((sum, distance) => sum + distance, 0)).toBeGreaterThan(120);
  });

  it.each(['OPSP0002', 'OPSP0000'])('that are answered with %s are in effect', async (code) => {
    const own = await bench();
    const other = await gateway(() => code);
    const collected = own.stream({ url: other.url, symbols: ['005930'] });
    await until(isRegistered(collected, '005930'));
  });

  it.each(['OPSP0001', 'OPSP0003', 'OPSP8992'])(
    'whose removal is answered with %s are gone',
    async (code) => {
      const own = await bench();
      const other = await gateway(({ type }) => (type === '1' ? 'OPSP0000' : code));
      const collected = own.stream({ url: other.url, symbols: ['005930', '000660'] });
      await until(isRegistered(collected, '005930', '000660'));
      collected.stream.setSymbols(['000660']);
      await until(isRegistered(collected, '000660'));
    },
  );

  it('that are answered late are in effect', async () => {
    const own = await bench();
    const other = await gateway(({ key }) => (key === '000660' ? undefined : 'OPSP0000'));
    const collected = own.stream({
      url: other.url,
      symbols: ['000660', '005930'],
      timing: { acknowledgement: 1_000, retry: { first: 60_000, longest: 60_000 } },
      random: () => 1,
    });
    await until(isRegistered(collected, '005930'));
    expect(collected.stream.state().unregistered).toEqual([{ key: '000660', reason: 'pending' }]);
    other.send(acknowledgementOf({ transactionId: 'H0STCNT0', key: '000660' }, 'OPSP0000'));
    await until(isRegistered(collected, '000660', '005930'));
  });

  it('that nobody requested are ignored', async () => {
    const own = await bench();
    const other = await gateway(() => 'OPSP0000');
    const collected = own.stream({ url: other.url, symbols: ['005930'] });
    await until(isRegistered(collected, '005930'));
    other.send(acknowledgementOf({ transactionId: 'H0STCNT0', key: '000660' }, 'OPSP0000'));
    other.send(frameOf(recordOf()));
    await until(() => collected.records.length === 1);
    expect(collected.stream.state().registered).toEqual(['005930']);
    expect(other.asked).toHaveLength(1);
  });

  it('that are never answered end the connection', async () => {
    const own = await bench();
    const other = await gateway(() => undefined);
    const collected = own.stream({ url: other.url, symbols: ['005930'], timing: { acknowledgement: 50 } });
    await until(() => other.connections >= 2);
    expect(collected.stream.state().lastEnd).toBe('commands are not answered');
    expect(other.asked.filter(({ connection }) => connection === 1)).toHaveLength(3);
  });

  it('whose second key is rejected as well end the connection', async () => {
    const own = await bench();
    const other = await gateway(() => 'OPSP0011');
    const collected = own.stream({ url: other.url, symbols: ['005930'] });
    await until(() => other.connections >= 2);
    expect(collected.stream.state().lastEnd).toContain('OPSP0011');
    const first = other.asked.filter(({ connection }) => connection === 1);
    expect(first).toHaveLength(2);
    expect(new Set(first.map(({ approvalKey }) => approvalKey)).size).toBe(2);
  });

  it('with a refused app key stop the stream', async () => {
    const own = await bench();
    const other = await gateway(() => acknowledgementOf({ transactionId: '(null)', key: '' }, 'OPSP9994'));
    const collected = own.stream({ url: other.url });
    await until(() => collected.stream.state().status === 'stopped');
    await quiet();
    expect(other.connections).toBe(1);
    expect(collected.stream.state().stoppedBy).toMatchObject({ code: 'kis/refused', kisCode: 'OPSP9994' });
  });
});
