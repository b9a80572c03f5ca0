import { createCipheriv } from 'node:crypto';
import { websocketMissedVolume } from 'observer-metrics/observer';
import { until } from 'test-support/until';
import { describe, expect, it } from 'vitest';
import { totalOf } from '../../telemetry/testing/samples.ts';
import { acknowledgementOf, gateway } from '../testing/gateway.ts';
import { bench } from '../testing/setup.ts';
import { frameOf, recordOf } from '../testing/trades.ts';

describe('a message of the gateway', () => {
  const connected = async () => {
    const own = await bench();
    const key = 'k'.repeat(32);
    const iv = 'v'.repeat(16);
    const other = await gateway((asked) => acknowledgementOf(asked, 'OPSP0000', { key, iv }));
    const collected = own.stream({
      url: other.url,
      symbols: ['005930'],
      further: [{ transactionId: 'H0STCNI0', key: 'customer' }],
    });
    await until(() => collected.stream.state().registered.length === 2);
    const encrypted = (text: string, secret = key) => {
      const cipher = createCipheriv('aes-256-cbc', secret, iv);
      return Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]).toString('base64');
    };
    return { own, other, collected, encrypted };
  };

  it('that is sent twice is passed on once', async () => {
    const { own, other, collected } = await connected();
    const frame = frameOf(recordOf({ volume: '10', accumulatedVolume: '10' }));
    other.send(frame);
    other.send(frame);
    await until(async () => (await own.skips()).duplicate === 1);
    expect(collected.records).toHaveLength(1);
  });

  it('with a hole in it is one gap for all symbols', async () => {
    const { own, other, collected } = await connected();
    for (const symbol of ['005930', '000660']) {
      other.send(frameOf(recordOf({ symbol, volume: '10', accumulatedVolume: '10' })));
      other.send(frameOf(recordOf({ symbol, volume: '10', accumulatedVolume: '50' })));
    }
    await until(() => collected.gaps.length === 2);
    expect(collected.gaps.map(({ volume, cause }) => [volume, cause])).toEqual([
      [30, 'unexplained'],
      [30, 'unexplained'],
    ]);
    expect(await own.interruptions()).toBe(1);
    expect(await totalOf(own.instruments, websocketMissedVolume)).toBe(60);
  });

  it('with one unreadable record keeps the others', async () => {
    const { own, other, collected } = await connected();
    const [one, bad, two] = [
      recordOf({ volume: '1', accumulatedVolume: '1' }),
      recordOf({ price: 'x' }),
      recordOf({ volume: '1', accumulatedVolume: '2' }),
    ];
    other.send(frameOf(one, bad, two));
    await until(() => collected.records.length === 2);
    expect(collected.malformed).toMatchObject([{ problem: 'bad-field', field: 'STCK_PRPR' }]);
    expect(await own.skips()).toEqual({ malformed: 1 });
  });

  it.each([
    ['nothing that is a frame', 'hello', 'no-frame'],
    ['a feed that nobody knows', '0|H0XXXXX0|001|a', 'unknown-transaction'],
    ['too few fields', '0|H0STCNT0|001|a^b', 'wrong-count'],
    ['no record', '0|H0STCNT0|000|', 'wrong-count'],
    ['a record of trades that claims to be encrypted', '1|H0STCNT0|001|a', 'not-decrypted'],
    ['a notice in plain text', `0|H0STCNI0|001|${new Array(26).fill('mine').join('^')}`, 'not-encrypted'],
    ['a notice that is no base64', '1|H0STCNI0|001|mine mine', 'not-decrypted'],
  ])('is refused if it is %s', async (_, frame, problem) => {
    const { own, other, collected } = await connected();
    other.send(frame);
    await until(() => collected.malformed.length === 1);
    expect(collected.malformed).toMatchObject([{ problem }]);
    expect(collected.malformed[0]?.excerpt.length).toBeLessThanOrEqual(200);
    expect([collected.fields, collected.records]).toEqual([[], []]);
    expect(await own.skips()).toEqual({ malformed: 1 });
    expect(JSON.stringify(collected.malformed) + own.lines.join('')).not.toContain('mine');
  });

  it('that is encrypted is passed on if the key fits, and refused otherwise', async () => {
    const { other, collected, encrypted } = await connected();
    const notice = new Array(26).fill('mine').join('^');
    other.send(`1|H0STCNI0|001|${encrypted(notice)}`);
    await until(() => collected.fields.length === 1);
    other.send(`1|H0STCNI0|001|${encrypted(notice, 'x'.repeat(32))}`);
    await until(() => collected.malformed.length === 1);
    expect(collected.fields).toEqual([new Array(26).fill('mine')]);
  });

  it('of JSON that answers nothing does not stop the stream', async () => {
    const { own, other, collected } = await connected();
    for (const text of ['{', '{}', '{"header":{}}', '{"header":{"tr_id":"x"},"body":{"msg_cd":"?"}}'])
      other.send(text);
    other.send(frameOf(recordOf()));
    await until(() => collected.records.length === 1);
    expect(own.lines.filter((line) => line.includes('is unreadable'))).toHaveLength(4);
  });
});
