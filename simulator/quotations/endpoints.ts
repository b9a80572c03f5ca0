import type { TradingCalendar } from 'krx-calendar';
import { type Endpoint, refusal } from '../http/answer.ts';
import type { Market } from '../market/market.ts';
import { askingPriceEndpoint } from './asking-price.ts';
import { type GateOptions, guarded } from './gate.ts';
import { holidayEndpoint } from './holiday.ts';
import { priceEndpoint } from './price.ts';

export interface QuotationServices {
  readonly environment: 'real' | 'paper';
  readonly calendar: TradingCalendar;
  readonly market: Market;
  readonly gate: GateOptions;
}

const BASE = 'GET /uapi/domestic-stock/v1/quotations';

export function quotationEndpoints({
  environment,
  calendar,
  market,
  gate,
}: QuotationServices): Map<string, Endpoint> {
  // Real accounts only [official]; the error code for paper accounts is an assumption.
  const holiday = environment === 'real' ? holidayEndpoint(calendar) : notOnPaper;
  return new Map([
    [`${BASE}/chk-holiday`, guarded(gate, 'CTCA0903R', holiday)],
    [`${BASE}/inquire-price`, guarded(gate, 'FHKST01010100', priceEndpoint(market))],
    [`${BASE}/inquire-asking-price-exp-ccn`, guarded(gate, 'FHKST01010200', askingPriceEndpoint(market))],
  ]);
}

const notOnPaper: Endpoint = () => refusal(500, 'OPSQ0002', '없는 서비스 코드 입니다.');
