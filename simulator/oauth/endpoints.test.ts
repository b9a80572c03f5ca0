import { describe, expect, it } from 'vitest';
import { freshToken, post, queryHolidays, requestToken, simulatorForTest } from '../testing/client.ts';

const START = Date.parse('2026-11-23T09:12:33+09:00');
const HOUR = 3_600_000;

describe('POST /oauth2/tokenP', () => {
  it('returns a token that is valid for a day, with its expiry in Korean time without an offset', async () => {
    const simulator = await simulatorForTest({ clock: { startsAt: START } });
    const { status, body } = await requestToken(simulator);
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.any(String),
      access_token_token_expired: '2026-11-24 09:12:33',
      token_type: 'Bearer',
      expires_in: 86_400,
    });
  });

  it('returns tokens that are JWTs of the app key with their expiry, of realistic length', async () => {
    const simulator = await simulatorForTest({ clock: { startsAt: START } });
    const token = await freshToken(simulator);
    const [header = '', claims = ''] = token
      .split('.')
      .map((part) => Buffer.from(part, 'base64url').toString());
    expect(JSON.parse(header)).toEqual({ typ: 'JWT', alg: 'HS512' });
    expect(JSON.parse(claims)).toMatchObject({
      jti: simulator.account.appKey,
      exp: Date.parse('2026-11-24T09:13:34+09:00') / 1000,
    });
    expect(token.length).toBeGreaterThan(300);
    expect(token.length).toBeLessThanOrEqual(350);
  });

  it('refuses a second request within a minute, and serves it after that', async () => {
    const simulator = await simulatorForTest();
    await requestToken(simulator);
    simulator.clock.advance(59_999);
    const refused = await requestToken(simulator);
    expect(refused.status).toBe(403);
    expect(refused.body).toEqual({
      error_description: '접근토큰 발급 잠시 후 다시 시도하세요(1분당 1회)',
      error_code: 'EGW00133',
    });
    simulator.clock.advance(1);
    expect((await requestToken(simulator)).status).toBe(200);
    expect(simulator.journal.tokens).toMatchObject({
      requests: 3,
      issued: 1,
      returnedAgain: 1,
      refusedTooSoon: 1,
    });
  });

  it('counts the minute per app key', async () => {
    const accounts = ['A', 'B'].map((letter) => ({
      appKey: letter.repeat(36),
      appSecret: letter.repeat(180),
      htsId: letter,
    }));
    const simulator = await simulatorForTest({ accounts });
    for (const { appKey, appSecret } of accounts) {
      const request = { grant_type: 'client_credentials', appkey: appKey, appsecret: appSecret };
      expect((await post(simulator, '/oauth2/tokenP', request)).status).toBe(200);
    }
  });

  it('returns the same token within six hours, with the same expiry and a meaningless lifetime', async () => {
    const simulator = await simulatorForTest({ clock: { startsAt: START } });
    const { body: first } = await requestToken(simulator);
    simulator.clock.advance(3 * HOUR);
    const { body: second } = await requestToken(simulator);
    simulator.clock.advance(3 * HOUR - 1000);
    const { body: third } = await requestToken(simulator);
    expect(second).toEqual({ ...first, expires_in: '86400' });
    expect(third).toEqual({ ...first, expires_in: 86_400 });
  });

  it('issues a new token after six hours, and the previous one stays valid until its expiry', async () => {
    const simulator = await simulatorForTest();
    const former = await freshToken(simulator);
    simulator.clock.advance(6 * HOUR);
    const { body } = await requestToken(simulator);
    expect(body.access_token).not.toBe(former);
    expect(simulator.journal.tokens.issued).toBe(2);
    expect((await queryHolidays(simulator, former)).status).toBe(200);
  });

  it('can invalidate the previous token with a new one, because nobody knows whether the real gateway does', async () => {
    const simulator = await simulatorForTest({ token: { isFormerVoided: true } });
    const former = await freshToken(simulator);
    simulator.clock.advance(6 * HOUR);
    await freshToken(simulator);
    expect((await queryHolidays(simulator, former)).body).toMatchObject({ msg_cd: 'EGW00121' });
  });

  it.each([
    ['another content type', {}, 'EGW00132', 'application/x-www-form-urlencoded'],
    ['no grant type', { grant_type: undefined }, 'EGW00115'],
    ['another grant type', { grant_type: 'password' }, 'EGW00116'],
    ['no app key', { appkey: '' }, 'EGW00102'],
    ['an unknown app key', { appkey: 'PSunknown' }, 'EGW00103'],
    ['no secret', { appsecret: undefined }, 'EGW00104'],
    ['a wrong secret', { appsecret: 'wrong' }, 'EGW00105'],
    ['a field of the wrong type', { appkey: 1 }, 'EGW00102'],
  ])('refuses %s', async (_, change, code, contentType?: string) => {
    const simulator = await simulatorForTest();
    const { appKey, appSecret } = simulator.account;
    const request = { grant_type: 'client_credentials', appkey: appKey, appsecret: appSecret, ...change };
    const reply = await post(simulator, '/oauth2/tokenP', request, contentType);
    expect(reply.status).toBe(403);
    expect(reply.body).toEqual({ error_code: code, error_description: expect.any(String) });
    expect(simulator.journal.tokens).toMatchObject({ issued: 0, refusedAsWrong: 1 });
  });

  it.each(['', '{', 'null', '[]', '"x"'])('refuses the body %j', async (body) => {
    const simulator = await simulatorForTest();
    expect((await post(simulator, '/oauth2/tokenP', body)).body).toMatchObject({ error_code: 'EGW00101' });
  });

  it('does not count an invalid request towards the limit', async () => {
    const simulator = await simulatorForTest();
    await post(simulator, '/oauth2/tokenP', {});
    expect((await requestToken(simulator)).status).toBe(200);
  });
});

describe('POST /oauth2/revokeP', () => {
  it('invalidates the token, and the next request gets a new one', async () => {
    const simulator = await simulatorForTest();
    const token = await freshToken(simulator);
    const { appKey, appSecret } = simulator.account;
    const request = { appkey: appKey, appsecret: appSecret, token };
    expect((await post(simulator, '/oauth2/revokeP', request)).body).toEqual({
      code: '200',
      message: '접근토큰 폐기에 성공하였습니다',
    });
    expect((await queryHolidays(simulator, token)).body).toMatchObject({ msg_cd: 'EGW00121' });
    expect((await post(simulator, '/oauth2/revokeP', request)).body).toMatchObject({
      error_code: 'EGW00121',
    });
    expect(await freshToken(simulator)).not.toBe(token);
    expect(simulator.journal.tokens).toMatchObject({ issued: 2, revoked: 1 });
  });
});

describe('POST /oauth2/Approval', () => {
  it.each([
    ['secretkey', 200],
    ['appsecret', 403],
  ])('with the secret in %s answers %i', async (field, status) => {
    const simulator = await simulatorForTest();
    const { appKey, appSecret } = simulator.account;
    const request = { grant_type: 'client_credentials', appkey: appKey, [field]: appSecret };
    expect((await post(simulator, '/oauth2/Approval', request)).status).toBe(status);
    expect(simulator.journal.approvals).toEqual(
      status === 200 ? { issued: 1, refused: 0 } : { issued: 0, refused: 1 },
    );
  });
});
