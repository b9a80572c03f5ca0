import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Account } from '../protocol/account.ts';
import { jsonLog, Secrets } from '../telemetry/log.ts';
import { shown } from '../testing/shown.ts';
import { bench } from './testing/setup.ts';
import { Token } from './token.ts';

const secret = fc.string({ minLength: 8, maxLength: 60 }).filter((text) => text.trim().length >= 8);

function printed({ appKey, appSecret, value }: Record<'appKey' | 'appSecret' | 'value', string>): string {
  return [new Account({ appKey, appSecret }), new Token({ value, expiresAt: 0, issuedAt: 0 })]
    .map(shown)
    .join('\n');
}

describe('secrets', () => {
  it('are not printed by an account or a token, whatever prints it', () => {
    fc.assert(
      fc.property(secret, secret, secret, (appKey, appSecret, value) => {
        // A secret that occurs in the surrounding text, such as "constructor", proves nothing.
        const around = printed({ appKey: '', appSecret: '', value: '' });
        fc.pre(![appKey, appSecret, value].some((text) => around.includes(text)));
        const all = printed({ appKey, appSecret, value });
        for (const text of [appKey, appSecret, value]) expect(all).not.toContain(text);
      }),
    );
  });

  it('are redacted from every log line, wherever they occur', () => {
    fc.assert(
      fc.property(secret, fc.string(), (text, around) => {
        fc.pre(!JSON.stringify({ level: 'info', message: '[redacted]', error: 'fields' }).includes(text));
        const secrets = new Secrets();
        secrets.add(text);
        const lines: string[] = [];
        const log = jsonLog({ write: (line) => lines.push(line), secrets, now: () => 0 });
        const sentence = `before ${text} after`;
        log.error(sentence, { [text]: around, nested: [{ text }], error: new Error(sentence) });
        expect(lines.join('')).not.toContain(JSON.stringify(text).slice(1, -1));
        expect(lines.join('').endsWith('\n')).toBe(true);
      }),
    );
  });

  it('are in nothing that a cache logs or throws, whatever KIS answers', async () => {
    const { cache, simulator, account, lines } = await bench();
    const echo = JSON.stringify({ error_code: 'EGW00103', error_description: account.appSecret });
    simulator.start({ kind: 'fixed-answer', status: 403, body: echo, times: 1 });
    const own = cache({ intervals: { rejection: 0 } });
    const error: unknown = await own.get().catch((problem: unknown) => problem);
    const token = await own.get();
    own.invalidate(token);
    const printed = `${shown(error)}${shown(own)}${lines.join('')}`;
    for (const text of [...account.secrets, token.value]) expect(printed).not.toContain(text);
  });
});

describe('a line of a log', () => {
  it('is JSON, even for values that JSON cannot represent', () => {
    const lines: string[] = [];
    const log = jsonLog({ write: (line) => lines.push(line), now: () => 0 });
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    log.info('a message', { loop });
    log.warn('another', { count: 7n });
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
      { time: '1970-01-01T00:00:00.000Z', level: 'info', message: 'a message' },
      { level: 'warn', message: 'another', count: '7' },
    ]);
  });
});
