import { describe, expect, it } from 'vitest';
import { bearer, freshToken, query, queryHolidays, simulatorForTest } from '../testing/client.ts';

const HOLIDAYS = { BASS_DT: '20261225', CTX_AREA_NK: '', CTX_AREA_FK: '' };

describe('a quotation request', () => {
  it.each([
    ['no token', {}, 'EGW00122'],
    ['another scheme', { authorization: 'Basic x' }, 'EGW00122'],
    ['an unknown token', bearer('eyJ.eyJ.x'), 'EGW00121'],
    ['an unknown app key', { appkey: 'x' }, 'EGW00103'],
    ['a wrong secret', { appsecret: 'x' }, 'EGW00105'],
  ])('with %s is refused with HTTP 500', async (_, headers, code) => {
    const simulator = await simulatorForTest();
    const reply = await query(simulator, 'CTCA0903R', HOLIDAYS, headers);
    expect(reply.status).toBe(500);
    expect(reply.body).toEqual({ rt_cd: '1', msg_cd: code, msg1: expect.any(String) });
  });

  it.each([500, 200, 401] as const)(
    'with an expired token is refused with the status %i that was asked for',
    async (status) => {
      const simulator = await simulatorForTest({ rest: { tokenErrorStatus: status } });
      const token = await freshToken(simulator);
      simulator.clock.advance(86_399_000);
      expect((await queryHolidays(simulator, token)).status).toBe(200);
      simulator.clock.advance(1000);
      const refused = await queryHolidays(simulator, token);
      expect(refused.status).toBe(status);
      expect(refused.body).toEqual({ rt_cd: '1', msg_cd: 'EGW00123', msg1: '기간이 만료된 token 입니다.' });
      expect(simulator.journal.rest).toMatchObject({ requests: 2, succeeded: 1, tokensRejected: 1 });
    },
  );

  it.each([
    ['revoke-tokens', 'EGW00121'],
    ['expire-tokens', 'EGW00123'],
  ] as const)('after the fault %s is refused with %s, and a new token is valid', async (kind, code) => {
    const simulator = await simulatorForTest();
    const token = await freshToken(simulator);
    simulator.start({ kind });
    expect((await queryHolidays(simulator, token)).body).toMatchObject({ msg_cd: code });
    const next = await freshToken(simulator);
    expect(next).not.toBe(token);
    expect((await queryHolidays(simulator, next)).body).toMatchObject({ rt_cd: '0' });
  });

  it('with the tr_id of another service is refused', async () => {
    const simulator = await simulatorForTest();
    const headers = { ...bearer(await freshToken(simulator)), tr_id: 'FHKST01010100' };
    expect((await query(simulator, 'CTCA0903R', HOLIDAYS, headers)).body).toMatchObject({
      msg_cd: 'OPSQ0002',
    });
  });

  it.each([
    ['real', 18],
    ['paper', 1],
  ] as const)('of a %s account is served %i times a second', async (environment, limit) => {
    const simulator = await simulatorForTest({ environment });
    const token = await freshToken(simulator);
    const burst = async () => {
      const replies = await Promise.all(
        Array.from({ length: limit + 3 }, () => queryHolidays(simulator, token)),
      );
      return replies.filter(({ body }) => body.msg_cd === 'EGW00201').map(({ status }) => status);
    };
    expect(await burst()).toEqual([500, 500, 500]);
    simulator.clock.advance(999);
    expect(await burst()).toHaveLength(limit + 3);
    simulator.clock.advance(1);
    expect(await burst()).toHaveLength(3);
  });

  it('can be refused within the quota, because the real gateway counts on several machines', async () => {
    const simulator = await simulatorForTest({ rest: { wrongRefusals: 1, rateLimitStatus: 200 } });
    const refused = await queryHolidays(simulator, await freshToken(simulator));
    expect(refused.status).toBe(200);
    expect(refused.body).toMatchObject({ msg_cd: 'EGW00201', rt_cd: '1' });
  });
});

describe('the Date of an answer', () => {
  it.each([0, 7_000, -7_200_000])('is ahead of simulated time by %i ms', async (skew) => {
    const startsAt = Date.parse('2026-11-23T00:00:00Z');
    const simulator = await simulatorForTest({ clock: { startsAt }, rest: { dateSkewMilliseconds: skew } });
    const { headers } = await queryHolidays(simulator, '');
    expect(Date.parse(headers.get('date') ?? '')).toBe(startsAt + skew);
  });
});
