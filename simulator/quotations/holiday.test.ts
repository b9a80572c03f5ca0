import { list, object } from 'test-support/json';
import { expect, it } from 'vitest';
import { bearer, freshToken, query, queryHolidays, simulatorForTest } from '../testing/client.ts';

it('chk-holiday returns open days as the calendar does', async () => {
  const simulator = await simulatorForTest();
  const { body, headers } = await queryHolidays(simulator, await freshToken(simulator), '20261224');
  const rows = list(body.output).map((row) => object(row));
  expect(
    rows.slice(0, 9).map(({ bass_dt, wday_dvsn_cd, opnd_yn }) => [bass_dt, wday_dvsn_cd, opnd_yn]),
  ).toEqual([
    ['20261224', '05', 'Y'],
    ['20261225', '06', 'N'],
    ['20261226', '07', 'N'],
    ['20261227', '01', 'N'],
    ['20261228', '02', 'Y'],
    ['20261229', '03', 'Y'],
    ['20261230', '04', 'Y'],
    ['20261231', '05', 'N'],
    ['20270101', '06', 'N'],
  ]);
  expect(headers.get('tr_cont')).toBe('F');
});

it('chk-holiday continues where the last answer ended', async () => {
  const simulator = await simulatorForTest();
  const token = await freshToken(simulator);
  const first = await queryHolidays(simulator, token, '20261201');
  const parameters = { BASS_DT: '20261201', CTX_AREA_NK: String(first.body.ctx_area_nk), CTX_AREA_FK: '' };
  const second = await query(simulator, 'CTCA0903R', parameters, { ...bearer(token), tr_cont: 'N' });
  expect(object(list(second.body.output)[0]).bass_dt).toBe('20261225');
  expect(second.headers.get('tr_cont')).toBe('M');
});

it('chk-holiday does not exist for a paper account', async () => {
  const simulator = await simulatorForTest({ environment: 'paper' });
  expect((await queryHolidays(simulator, await freshToken(simulator))).body).toMatchObject({ rt_cd: '1' });
});
