import { createDecipheriv } from 'node:crypto';
import { objectAt, textAt } from 'test-support/json';
import { until } from 'test-support/until';
import { describe, expect, it } from 'vitest';
import { startSimulator } from '../index.ts';
import { simulatorForTest } from '../testing/client.ts';
import { connect } from '../testing/websocket-client.ts';
import { NOTICE_FIELDS } from './notice.ts';

const IN_SESSION = { startsAt: Date.parse('2026-11-23T10:00:00+09:00') };

const codeOf = (answer: Readonly<Record<string, unknown>>) => textAt(objectAt(answer, 'body'), 'msg_cd');

describe('a subscription', () => {
  it('is answered with a key and a vector of the right lengths', async () => {
    const simulator = await simulatorForTest();
    const client = await connect(simulator);
    expect(await client.subscribe('005930')).toEqual({
      header: { tr_id: 'H0STCNT0', tr_key: '005930', encrypt: 'N' },
      body: {
        rt_cd: '0',
        msg_cd: 'OPSP0000',
        msg1: 'SUBSCRIBE SUCCESS',
        output: { iv: expect.stringMatching(/^.{16}$/), key: expect.stringMatching(/^.{32}$/) },
      },
    });
  });

  it('that is repeated, its removal, and a repeated removal have their codes', async () => {
    const simulator = await simulatorForTest();
    const client = await connect(simulator);
    const answers = [
      await client.subscribe('005930'),
      await client.subscribe('005930'),
      await client.unsubscribe('005930'),
      await client.unsubscribe('005930'),
    ];
    expect(answers.map((answer) => [codeOf(answer), objectAt(answer, 'body').rt_cd])).toEqual([
      ['OPSP0000', '0'],
      ['OPSP0002', '1'],
      ['OPSP0001', '0'],
      ['OPSP0003', '1'],
    ]);
    expect(simulator.journal.websocket.answers).toEqual({
      OPSP0000: 1,
      OPSP0001: 1,
      OPSP0002: 1,
      OPSP0003: 1,
    });
  });

  it.each([
    ['another transaction', '005930', 'H0XXXXX0', {}, 'OPSP8991'],
    ['a symbol that is not listed', '999999', 'H0STCNT0', {}, 'OPSP8992'],
    ['an HTS id of somebody else', 'other', 'H0STCNI0', {}, 'OPSP8992'],
    ['the notices of paper on a real account', 'x', 'H0STCNI9', {}, 'OPSP8991'],
    ['an unknown approval key', '005930', 'H0STCNT0', { approval_key: 'x' }, 'OPSP0011'],
    ['no approval key', '005930', 'H0STCNT0', { approval_key: undefined, appkey: 'x' }, 'OPSP9994'],
    ['tr_type 0', '005930', 'H0STCNT0', { tr_type: '0' }, 'OPSP8997'],
    ['another kind of customer', '005930', 'H0STCNT0', { custtype: 'X' }, 'OPSP8998'],
    ['no key', '', 'H0STCNT0', {}, 'OPSP9990'],
  ])('with %s is refused', async (_, key, transactionId, header, code) => {
    const client = await connect(await simulatorForTest());
    const answer = await client.subscribe(key, transactionId, header);
    expect(codeOf(answer)).toBe(code);
    expect(objectAt(answer, 'body').rt_cd).toBe('1');
  });

  it.each([
    ['{', 'OPSP9999'],
    ['PINGPONG', 'OPSP9999'],
    ['[]', 'OPSP9999'],
    ['{}', 'OPSP9998'],
    ['{"header":{}}', 'OPSP9992'],
    ['{"header":{},"body":{}}', 'OPSP9991'],
  ])('that reads %s is refused', async (text, code) => {
    const client = await connect(await simulatorForTest());
    expect(codeOf(await client.ask(text))).toBe(code);
  });

  it.each([41, 3])('beyond %i in all transactions together is refused', async (limit) => {
    const simulator = await simulatorForTest({ websocket: { maximumRegistrations: limit } });
    const client = await connect(simulator);
    const keys = simulator.symbols.slice(0, limit - 1);
    for (const key of keys) expect(codeOf(await client.subscribe(key))).toBe('OPSP0000');
    expect(codeOf(await client.subscribe('005930', 'H0STASP0'))).toBe('OPSP0000');
    expect(codeOf(await client.subscribe('000660', 'H0STASP0'))).toBe('OPSP0008');
    await client.unsubscribe('005930');
    expect(codeOf(await client.subscribe('000660', 'H0STASP0'))).toBe('OPSP0000');
  });

  it('of a second session with the app key is refused until the first one has ended', async () => {
    const simulator = await simulatorForTest();
    const [first, second] = [await connect(simulator), await connect(simulator)];
    await first.subscribe('005930');
    expect(await second.subscribe('005930')).toEqual({
      header: { tr_id: '(null)', tr_key: '', encrypt: 'N' },
      body: { rt_cd: '9', msg_cd: 'OPSP8996', msg1: 'ALREADY IN USE appkey' },
    });
    first.close();
    await expect.poll(async () => codeOf(await second.subscribe('005930'))).toBe('OPSP0000');
  });

  it.each([
    ['app-key-in-use', 'OPSP8996'],
    ['subscribe-error', 'OPSP0007'],
    ['forget-approval-keys', 'OPSP0011'],
  ] as const)('under the fault %s is answered with %s', async (kind, code) => {
    const simulator = await simulatorForTest();
    const client = await connect(simulator);
    simulator.start({ kind });
    expect(codeOf(await client.subscribe('005930'))).toBe(code);
  });

  it('with an approval key older than a day is refused', async () => {
    const simulator = await simulatorForTest({ market: { tradesPerSecond: 0 } });
    const client = await connect(simulator);
    simulator.clock.advance(86_400_000);
    expect(codeOf(await client.subscribe('005930'))).toBe('OPSP0011');
  });
});

describe('a connection', () => {
  it.each(['', '/', '/tryitout', '/tryitout/H0STCNT0'])('is taken at the path "%s"', async (path) => {
    await connect(await simulatorForTest(), { path });
  });

  it('is refused at another path', async () => {
    const simulator = await simulatorForTest();
    await expect(connect(simulator, { path: '/websocket' })).rejects.toThrow('404');
  });

  it('is refused during the fault refuse-connections', async () => {
    const simulator = await simulatorForTest();
    const fault = simulator.start({ kind: 'refuse-connections' });
    await expect(connect(simulator)).rejects.toThrow('503');
    fault.stop();
    await connect(simulator);
    expect(simulator.journal.websocket).toMatchObject({ connections: 1, connectionsRefused: 1 });
  });
});

describe('PINGPONG', () => {
  it('is sent at intervals, and its echo is recognised', async () => {
    const simulator = await simulatorForTest({ websocket: { pingMilliseconds: 20 } });
    const client = await connect(simulator);
    await until(() => simulator.journal.websocket.pingsAnswered >= 2);
    expect(client.pings).toBeGreaterThanOrEqual(2);
  });

  it('may be answered by a pong with its text', async () => {
    const simulator = await simulatorForTest({
      clock: { startsAt: IN_SESSION.startsAt },
      websocket: { pingMilliseconds: 20 },
    });
    const client = await connect(simulator, { answersPings: false });
    await until(() => client.pings > 0);
    client.pong('{"header":{"tr_id":"PINGPONG","datetime":"20261123100000"}}');
    await until(() => simulator.journal.websocket.pingsAnswered > 0);
  });

  it('that is not answered three times ends the session', async () => {
    const simulator = await simulatorForTest({ websocket: { pingMilliseconds: 10 } });
    const client = await connect(simulator, { answersPings: false });
    await until(() => client.closeCode !== undefined);
    expect(client.closeCode).toBe(1008);
    expect(simulator.journal.websocket).toMatchObject({ pingsAnswered: 0, unresponsiveSessionsEnded: 1 });
  });

  it('can be disabled', async () => {
    const simulator = await simulatorForTest({ websocket: { pingMilliseconds: 5 } });
    simulator.start({ kind: 'no-pingpong' });
    const client = await connect(simulator);
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(client.pings).toBe(0);
  });
});

describe('an execution notice', () => {
  it.each([
    ['real', 'H0STCNI0'],
    ['paper', 'H0STCNI9'],
  ] as const)(
    'on a %s account comes encrypted with what the answer told',
    async (environment, transactionId) => {
      const simulator = await simulatorForTest({ environment, clock: IN_SESSION });
      const client = await connect(simulator);
      const answer = await client.subscribe(simulator.account.htsId, transactionId);
      expect(objectAt(answer, 'header').encrypt).toBe('Y');
      const output = objectAt(objectAt(answer, 'body'), 'output');
      expect(simulator.notify({ code: '005930', price: 73_100, volume: 10 })).toBe(1);
      await until(() => client.frames.length > 0);

      const [kind, id, count, payload = ''] = (client.frames[0] ?? '').split('|');
      expect([kind, id, count]).toEqual(['1', transactionId, '001']);
      const decipher = createDecipheriv('aes-256-cbc', textAt(output, 'key'), textAt(output, 'iv'));
      const text = decipher.update(payload, 'base64', 'utf8') + decipher.final('utf8');
      const fields = text.split('^');
      expect(fields).toHaveLength(NOTICE_FIELDS);
      expect(fields.slice(8, 12)).toEqual(['005930', '10', '73100', '100000']);
    },
  );

  it('reaches only registered sessions', async () => {
    const simulator = await simulatorForTest();
    await connect(simulator);
    expect(simulator.notify({ code: '005930', price: 73_100, volume: 10 })).toBe(0);
  });
});

it('close ends every connection and frees both ports', async () => {
  const simulator = await startSimulator({ clock: IN_SESSION });
  const client = await connect(simulator);
  await simulator.close();
  await until(() => client.closeCode !== undefined);
  const restPort = Number(new URL(simulator.restUrl).port);
  const websocketPort = Number(new URL(simulator.websocketUrl).port);
  const next = await startSimulator({ restPort, websocketPort });
  await next.close();
});

it('a WebSocket port that is taken leaves no REST server behind', async () => {
  const first = await startSimulator();
  const websocketPort = Number(new URL(first.websocketUrl).port);
  const restPort = Number(new URL(first.restUrl).port);
  await first.close();
  const second = await startSimulator({ websocketPort });
  await expect(startSimulator({ restPort, websocketPort })).rejects.toThrow('EADDRINUSE');
  const third = await startSimulator({ restPort });
  await Promise.all([second.close(), third.close()]);
});
