import { releaseAfterwards } from 'test-support/release';
import { until } from 'test-support/until';
import { describe, expect, it, vi } from 'vitest';
import { jsonLog, Secrets } from '../telemetry/log.ts';
import { shown } from '../testing/shown.ts';
import { Cipher } from './stream/cipher.ts';
import { gateway } from './testing/gateway.ts';
import { type Bench, bench } from './testing/setup.ts';

/** An answer that repeats everything that was sent, as some gateways do. */
function echoOf({ account }: Bench, code: string, more = ''): string {
  const text = [...account.secrets, more].join(' ');
  return JSON.stringify({ rt_cd: '1', msg_cd: code, msg1: text, error_code: code, error_description: text });
}

describe('secrets', () => {
  it.each(['EGW00105', 'EGW00123', 'EGW00201', 'EGW00302', 'OPSQ2001'])(
    'do not show in what a request throws and logs, though KIS repeats them with %s',
    async (code) => {
      const own = await bench();
      const client = own.client({ deadlineMilliseconds: 10 });
      const { value } = await own.tokens.get();
      own.simulator.clock.advance(66_000);
      await own.simulator.settled();
      own.simulator.start({ kind: 'fixed-answer', path: '/uapi/', body: echoOf(own, code, value) });
      const error: unknown = await client.inquirePrice('005930').catch((problem: unknown) => problem);
      expect(error).toMatchObject({ name: 'KisError', kisCode: code });
      const printed = shown(error) + shown(client) + own.lines.join('');
      for (const secret of [...own.account.secrets, value]) expect(printed).not.toContain(secret);
    },
  );

  it('are not shown when the network fails, whatever the failure says', async () => {
    const own = await bench();
    const client = own.client({ deadlineMilliseconds: 10 });
    await own.tokens.get();
    const failing = vi.spyOn(globalThis, 'fetch').mockImplementation((url, init) => {
      throw new TypeError(`cannot fetch ${url} with ${JSON.stringify(init)}`, { cause: init });
    });
    releaseAfterwards(() => failing.mockRestore());
    const error: unknown = await client.inquirePrice('005930').catch((problem: unknown) => problem);
    const stream = own.stream();
    await until(() => own.lines.some((line) => line.includes('The stream is interrupted')));
    const printed = shown(error) + shown(stream.stream) + own.lines.join('');
    for (const secret of own.account.secrets) expect(printed).not.toContain(secret);
  });

  it('are not in the logs, events and state of a stream, and no line can show its approval key', async () => {
    const own = await bench();
    const other = await gateway(({ approvalKey, key }) => {
      if (key === '005930') return 'OPSP0000';
      return JSON.stringify({
        body: { msg_cd: 'OPSP0007', msg1: approvalKey },
        header: { tr_id: approvalKey },
      });
    });
    const secrets = new Secrets();
    const lines: string[] = [];
    const collected = own.stream({
      url: other.url,
      symbols: ['005930', '000660'],
      secrets,
      log: jsonLog({ write: (line) => lines.push(line), secrets }),
    });
    await until(() => other.asked.length >= 3 && lines.length > 0);
    const [first] = other.asked;
    const approvalKey = first?.approvalKey ?? '';
    expect(approvalKey.length).toBeGreaterThan(20);
    const printed = shown(collected.stream) + shown(collected.stream.state()) + lines.join('');
    for (const secret of [...own.account.secrets, approvalKey]) expect(printed).not.toContain(secret);
    expect(secrets.scrub(`key ${approvalKey}`)).toBe('key [redacted]');
  });

  it('of a cipher are not shown', () => {
    const cipher = Cipher.of('k'.repeat(32), 'v'.repeat(16));
    expect(cipher?.decrypt('')).toBeUndefined();
    expect(shown(cipher)).not.toMatch(/kkk|vvv/);
    expect(Cipher.of('short', 'v'.repeat(16))).toBeUndefined();
    expect(Cipher.of('k'.repeat(32), 'short')).toBeUndefined();
  });
});
