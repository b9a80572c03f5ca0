import { type Endpoint, jsonAnswer, refusal } from '../http/answer.ts';
import { changeSign, percent, twoDecimals } from '../market/change.ts';
import type { Market } from '../market/market.ts';
import type { Share } from '../market/share.ts';
import { tickSizeAt } from '../market/tick-size.ts';

const MARKETS: ReadonlySet<string | null> = new Set(['J', 'NX', 'UN']);

/** `inquire-price`: the last price and related values, without bid, ask and time. [official] */
export function priceEndpoint(market: Market): Endpoint {
  return ({ query }) => {
    if (!MARKETS.has(query.get('FID_COND_MRKT_DIV_CODE'))) {
      return refusal(500, 'OPSQ2001', 'ERROR : INPUT INVALID_CHECK_MRKT_DIV_CODE');
    }
    const share = market.share(query.get('FID_INPUT_ISCD') ?? '');
    // An unknown share gives zeros, not an error. An assumption.
    const output = share === undefined ? zeros(priceOf(market.shares[0])) : priceOf(share);
    return jsonAnswer(
      200,
      { output, rt_cd: '0', msg_cd: 'MCA00000', msg1: '정상처리 되었습니다.' },
      { tr_id: 'FHKST01010100', tr_cont: '' },
    );
  };
}

type Output = Readonly<Record<string, string>>;

function zeros(output: Output): Output {
  return Object.fromEntries(Object.keys(output).map((field) => [field, '0']));
}

/** All numbers are strings. [official] Values that trading does not change are made up. */
function priceOf(share: Share | undefined): Output {
  if (share === undefined) return {};
  return {
    ...statusOf(share),
    ...tradingOf(share),
    ...pivotsOf(share),
    ...companyOf(share),
    ...extremesOf(share),
  };
}

function statusOf({ listing }: Share): Output {
  return {
    iscd_stat_cls_code: '55',
    marg_rate: '20.00',
    rprs_mrkt_kor_name: listing.market === 'KOSPI' ? 'KOSPI200' : 'KOSDAQ',
    new_hgpr_lwpr_cls_code: '',
    bstp_kor_isnm: listing.sector,
    temp_stop_yn: 'N',
    oprc_rang_cont_yn: 'N',
    clpr_rang_cont_yn: 'N',
    crdt_able_yn: 'Y',
    grmn_rate_cls_code: '40',
    elw_pblc_yn: 'N',
    ssts_yn: 'Y',
    stck_shrn_iscd: listing.code,
    vi_cls_code: 'N',
    ovtm_vi_cls_code: 'N',
    invt_caful_yn: 'N',
    mrkt_warn_cls_code: '00',
    short_over_yn: 'N',
    sltr_yn: 'N',
    mang_issu_cls_code: 'N',
  };
}

function tradingOf(share: Share): Output {
  const { price, basePrice, accumulatedVolume, accumulatedValue, previousVolume } = share;
  const average = accumulatedVolume === 0 ? 0 : accumulatedValue / accumulatedVolume;
  return {
    stck_prpr: String(price),
    prdy_vrss: String(price - basePrice),
    prdy_vrss_sign: changeSign(share),
    prdy_ctrt: twoDecimals(percent(price - basePrice, basePrice)),
    acml_tr_pbmn: String(accumulatedValue),
    acml_vol: String(accumulatedVolume),
    prdy_vrss_vol_rate: twoDecimals(percent(accumulatedVolume, previousVolume)),
    stck_oprc: String(share.open),
    stck_hgpr: String(share.high),
    stck_lwpr: String(share.low),
    stck_mxpr: String(share.highest),
    stck_llam: String(share.lowest),
    stck_sdpr: String(basePrice),
    wghn_avrg_stck_prc: twoDecimals(average),
    stck_sspr: String(Math.round(basePrice * 0.8)),
    aspr_unit: String(tickSizeAt(price)),
    hts_deal_qty_unit_val: '1',
    vol_tnrt: twoDecimals(percent(accumulatedVolume, share.listing.listedShares)),
    last_ssts_cntg_qty: '0',
    apprch_rate: '0.00',
    rstc_wdth_prc: String(share.highest - basePrice),
  };
}

/** Pivot points of the day, computed from high, low and price. */
function pivotsOf({ price, high, low }: Share): Output {
  const pivot = Math.round((high + low + price) / 3);
  return {
    pvt_scnd_dmrs_prc: String(pivot + high - low),
    pvt_frst_dmrs_prc: String(2 * pivot - low),
    pvt_pont_val: String(pivot),
    pvt_frst_dmsp_prc: String(2 * pivot - high),
    pvt_scnd_dmsp_prc: String(pivot - high + low),
    dmrs_val: String(2 * pivot - low),
    dmsp_val: String(2 * pivot - high),
  };
}

function companyOf({ listing, price }: Share): Output {
  const { listedShares } = listing;
  return {
    cpfn: String(Math.round(listedShares / 1_000_000)),
    cpfn_cnnm: `${Math.round(listedShares / 1_000_000)} 억`,
    stck_fcam: '100',
    fcam_cnnm: '100',
    lstn_stcn: String(listedShares),
    // In hundreds of millions of won.
    hts_avls: String(Math.round((listedShares * price) / 1e8)),
    per: '12.50',
    pbr: '1.20',
    eps: twoDecimals(price / 12.5),
    bps: twoDecimals(price / 1.2),
    stac_month: '12',
    hts_frgn_ehrt: '31.40',
    frgn_hldn_qty: String(Math.round(listedShares * 0.314)),
    frgn_ntby_qty: '0',
    pgtr_ntby_qty: '0',
    whol_loan_rmnd_rate: '0.10',
  };
}

/** Highest and lowest prices of longer periods, each with its date and its distance from the price. */
function extremesOf({ price, listing }: Share): Output {
  const highest = Math.max(price, Math.round(listing.close * 1.25));
  const lowest = Math.min(price, Math.round(listing.close * 0.75));
  const extreme = (value: number, field: string, date: string, distance: string): Output => ({
    [field]: String(value),
    [date]: '20260330',
    [distance]: twoDecimals(percent(price - value, value)),
  });
  return {
    ...extreme(highest, 'd250_hgpr', 'd250_hgpr_date', 'd250_hgpr_vrss_prpr_rate'),
    ...extreme(lowest, 'd250_lwpr', 'd250_lwpr_date', 'd250_lwpr_vrss_prpr_rate'),
    ...extreme(highest, 'stck_dryy_hgpr', 'dryy_hgpr_date', 'dryy_hgpr_vrss_prpr_rate'),
    ...extreme(lowest, 'stck_dryy_lwpr', 'dryy_lwpr_date', 'dryy_lwpr_vrss_prpr_rate'),
    ...extreme(highest, 'w52_hgpr', 'w52_hgpr_date', 'w52_hgpr_vrss_prpr_ctrt'),
    ...extreme(lowest, 'w52_lwpr', 'w52_lwpr_date', 'w52_lwpr_vrss_prpr_ctrt'),
  };
}
