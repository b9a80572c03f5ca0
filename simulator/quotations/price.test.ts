import { objectAt } from 'test-support/json';
import { describe, expect, it } from 'vitest';
import { bearer, freshToken, query, simulatorForTest } from '../testing/client.ts';

const IN_SESSION = { startsAt: Date.parse('2026-11-23T10:00:00+09:00') };

/** The fields of `output`, as the official sample lists them. */
const FIELDS =
  `iscd_stat_cls_code marg_rate rprs_mrkt_kor_name new_hgpr_lwpr_cls_code bstp_kor_isnm temp_stop_yn
  oprc_rang_cont_yn clpr_rang_cont_yn crdt_able_yn grmn_rate_cls_code elw_pblc_yn stck_prpr prdy_vrss prdy_vrss_sign
  prdy_ctrt acml_tr_pbmn acml_vol prdy_vrss_vol_rate stck_oprc stck_hgpr stck_lwpr stck_mxpr stck_llam stck_sdpr
  wghn_avrg_stck_prc hts_frgn_ehrt frgn_ntby_qty pgtr_ntby_qty pvt_scnd_dmrs_prc pvt_frst_dmrs_prc pvt_pont_val
  pvt_frst_dmsp_prc pvt_scnd_dmsp_prc dmrs_val dmsp_val cpfn rstc_wdth_prc stck_fcam stck_sspr aspr_unit
  hts_deal_qty_unit_val lstn_stcn hts_avls per pbr stac_month vol_tnrt eps bps d250_hgpr d250_hgpr_date
  d250_hgpr_vrss_prpr_rate d250_lwpr d250_lwpr_date d250_lwpr_vrss_prpr_rate stck_dryy_hgpr dryy_hgpr_vrss_prpr_rate
  dryy_hgpr_date stck_dryy_lwpr dryy_lwpr_vrss_prpr_rate dryy_lwpr_date w52_hgpr w52_hgpr_vrss_prpr_ctrt w52_hgpr_date
  w52_lwpr w52_lwpr_vrss_prpr_ctrt w52_lwpr_date whol_loan_rmnd_rate ssts_yn stck_shrn_iscd fcam_cnnm cpfn_cnnm
  apprch_rate frgn_hldn_qty vi_cls_code ovtm_vi_cls_code last_ssts_cntg_qty invt_caful_yn mrkt_warn_cls_code
  short_over_yn sltr_yn mang_issu_cls_code`.split(/\s+/);

async function simulatorAfterAMinute() {
  const simulator = await simulatorForTest({ clock: IN_SESSION, market: { tradesPerSecond: 100 } });
  const headers = bearer(await freshToken(simulator));
  await simulator.settled();
  return { simulator, headers };
}

const asked = (code: string, market = 'J') => ({ FID_COND_MRKT_DIV_CODE: market, FID_INPUT_ISCD: code });

describe('inquire-price', () => {
  it('returns the fields of the official sample, all as strings, without bid, ask and name', async () => {
    const { simulator, headers } = await simulatorAfterAMinute();
    const { status, body } = await query(simulator, 'FHKST01010100', asked('005930'), headers);
    expect(status).toBe(200);
    expect(body).toMatchObject({ rt_cd: '0', msg_cd: 'MCA00000' });
    const output = objectAt(body, 'output');
    expect(Object.keys(output).sort()).toEqual([...FIELDS].sort());
    for (const [field, value] of Object.entries(output)) expect(value, field).toBeTypeOf('string');
  });

  it('returns zeros for an unknown share', async () => {
    const { simulator, headers } = await simulatorAfterAMinute();
    const { body } = await query(simulator, 'FHKST01010100', asked('999999'), headers);
    expect(body.rt_cd).toBe('0');
    expect(objectAt(body, 'output').stck_prpr).toBe('0');
  });

  it.each(['', 'K'])('refuses the market "%s"', async (market) => {
    const { simulator, headers } = await simulatorAfterAMinute();
    const { body } = await query(simulator, 'FHKST01010100', asked('005930', market), headers);
    expect(body).toMatchObject({ rt_cd: '1', msg_cd: 'OPSQ2001' });
  });
});

describe('inquire-asking-price-exp-ccn', () => {
  it('returns ten prices on each side of the last one', async () => {
    const { simulator, headers } = await simulatorAfterAMinute();
    const { body } = await query(simulator, 'FHKST01010200', asked('005930'), headers);
    const [book, last] = [objectAt(body, 'output1'), objectAt(body, 'output2')];
    const asks = Array.from({ length: 10 }, (_, index) => Number(book[`askp${index + 1}`]));
    const bids = Array.from({ length: 10 }, (_, index) => Number(book[`bidp${index + 1}`]));
    expect(asks).toEqual(asks.toSorted((one, other) => one - other));
    expect(bids).toEqual(bids.toSorted((one, other) => other - one));
    expect([asks[0], bids[0]]).toContain(Number(last.stck_prpr));
    expect(book.aspr_acpt_hour).toBe('100101');
  });

  it('refuses an unknown share', async () => {
    const { simulator, headers } = await simulatorAfterAMinute();
    const { body } = await query(simulator, 'FHKST01010200', asked('999999'), headers);
    expect(body.rt_cd).toBe('1');
  });
});
