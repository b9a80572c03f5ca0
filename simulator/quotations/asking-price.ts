import { type Endpoint, jsonAnswer, refusal } from '../http/answer.ts';
import { bookOf, total } from '../market/book-record.ts';
import { percent, signOf, twoDecimals } from '../market/change.ts';
import type { Market } from '../market/market.ts';

/** `inquire-asking-price-exp-ccn`: ten prices on each side, and the expected auction price. [official] */
export function askingPriceEndpoint(market: Market): Endpoint {
  return ({ query }) => {
    const share = market.share(query.get('FID_INPUT_ISCD') ?? '');
    if (share === undefined) return refusal(500, 'OPSQ2002', 'ERROR : INPUT INVALID_CHECK_FIELD_LENGTH');
    const { asks, bids, askVolumes, bidVolumes } = bookOf(share);
    const { time, marketState, hourClass } = market.context;
    const change = share.price - share.basePrice;
    const isExpected = hourClass !== '0';
    const output1 = {
      aspr_acpt_hour: time,
      ...numbered('askp', asks),
      ...numbered('bidp', bids),
      ...numbered('askp_rsqn', askVolumes),
      ...numbered('bidp_rsqn', bidVolumes),
      total_askp_rsqn: String(total(askVolumes)),
      total_bidp_rsqn: String(total(bidVolumes)),
      ovtm_total_askp_rsqn: '0',
      ovtm_total_bidp_rsqn: '0',
      ntby_aspr_rsqn: String(total(bidVolumes) - total(askVolumes)),
      new_mkop_cls_code: marketState,
    };
    const output2 = {
      antc_mkop_cls_code: isExpected ? '311' : '000',
      stck_prpr: String(share.price),
      stck_oprc: String(share.open),
      stck_hgpr: String(share.high),
      stck_lwpr: String(share.low),
      stck_sdpr: String(share.basePrice),
      antc_cnpr: isExpected ? String(share.price) : '0',
      antc_cntg_vrss_sign: isExpected ? signOf(change) : '3',
      antc_cntg_vrss: isExpected ? String(change) : '0',
      antc_cntg_prdy_ctrt: isExpected ? twoDecimals(percent(change, share.basePrice)) : '0.00',
      antc_vol: isExpected ? String(share.tradeVolume) : '0',
      stck_shrn_iscd: share.code,
      vi_cls_code: 'N',
    };
    return jsonAnswer(
      200,
      { output1, output2, rt_cd: '0', msg_cd: 'MCA00000', msg1: '정상처리 되었습니다.' },
      { tr_id: 'FHKST01010200', tr_cont: '' },
    );
  };
}

function numbered(field: string, values: readonly number[]): Readonly<Record<string, string>> {
  return Object.fromEntries(values.map((value, index) => [`${field}${index + 1}`, String(value)]));
}
