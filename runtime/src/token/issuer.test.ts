import { inspect } from 'node:util';
import { type SimulatorOptions, startSimulator } from 'kis-simulator';
import { releaseAfterwards } from 'test-support/release';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../clock.ts';
import { Account } from '../protocol/account.ts';
import { HttpIssuer, type IssuerOptions } from './issuer.ts';
import { ServerTime } from './server-time.ts';

async function setup(
  options: SimulatorOptions = {},
  changes: { readonly appSecret?: string } = {},
  limits: IssuerOptions = {},
) {
  const simulator = await startSimulator(options);
  releaseAfterwards(() => simulator.close());
  const { appKey, appSecret } = simulator.account;
  const account = new Account({ appKey, appSecret, ...changes, baseUrl: simulator.restUrl });
  const time = new ServerTime(systemClock);
  const issuer = new HttpIssuer(account, time, limits);
  const issue = () => issuer.issue(new AbortController().signal);
  return { simulator, account, time, issue };
}

describe('a request for a token', () => {
  it('gets a token that the gateway accepts, until the stated time', async () => {
    const { simulator, issue } = await setup();
    const token = await issue();
    const day = simulator.clock.now() + 86_400_000;
    expect(Math.abs(token.expiresAt - day)).toBeLessThan(5_000);
  });

  it('understands the unusual answer to a second request', async () => {
    const { simulator, issue } = await setup();
    const first = await issue();
    simulator.clock.advance(2 * 3_600_000);
    const second = await issue();
    expect(second.isSameAs(first)).toBe(true);
    expect(second.expiresAt).toBe(first.expiresAt);
  });

  it("learns the time of KIS when this machine's clock is wrong", async () => {
    const { time, issue } = await setup({ clock: { startsAt: Date.now() + 2 * 3_600_000 } });
    await issue();
    expect(Math.round(time.skewMilliseconds / 60_000)).toBe(120);
    expect(Math.round((time.now() - Date.now()) / 60_000)).toBe(120);
  });

  it.each([
    // Only a fault that waits gets a short limit: another answer may take long on a busy machine.
    ['slow-answer', { milliseconds: 60_000 }, 'no answer within 200 ms', 200],
    ['hung-answer', {}, 'no answer within 200 ms', 200],
    ['empty-body', {}, 'not a JSON object'],
    ['truncated-json', {}, 'not a JSON object'],
    ['huge-body', {}, 'more than 65536 bytes'],
    ['bad-gateway', {}, 'HTTP 502'],
    ['connection-reset', {}, 'The token request failed'],
  ] as const)('reports the fault %s', async (kind, details, message, timeoutMilliseconds = undefined) => {
    const { simulator, issue } = await setup({}, {}, { ...(timeoutMilliseconds && { timeoutMilliseconds }) });
    simulator.start({ kind, ...details });
    await expect(issue()).rejects.toMatchObject({
      errorClass: 'transient',
      message: expect.stringContaining(message),
    });
  });

  it('fails for good with a wrong secret, which the error does not contain', async () => {
    const { account, issue } = await setup({}, { appSecret: 'a-very-secret-secret' });
    const error: unknown = await issue().catch((problem: unknown) => problem);
    expect(error).toMatchObject({ code: 'token/rejected', errorClass: 'fatal', kisCode: 'EGW00105' });
    const shown = inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error);
    for (const secret of account.secrets) expect(shown).not.toContain(secret);
  });

  it('hits the limit within the same minute', async () => {
    const { issue } = await setup();
    await issue();
    await expect(issue()).rejects.toMatchObject({ code: 'token/issue-limit', kisCode: 'EGW00133' });
  });

  it('reports a network error if nothing listens', async () => {
    const account = new Account({ appKey: 'k', appSecret: 's', baseUrl: 'http://127.0.0.1:1' });
    const issuer = new HttpIssuer(account, new ServerTime(systemClock));
    await expect(issuer.issue(new AbortController().signal)).rejects.toMatchObject({
      code: 'token/unavailable',
      errorClass: 'transient',
    });
  });
});
