import type { TradingCalendar } from '../../../../rules/calendar/calendar.ts';
import { type Endpoint, refusal } from '../http/answer.ts';
import { type GateOptions, guarded } from './gate.ts';
import { holidayEndpoint } from './holiday.ts';

export interface QuotationServices {
  readonly environment: 'real' | 'paper';
  readonly calendar: TradingCalendar;
  readonly gate: GateOptions;
}

const BASE = 'GET /uapi/domestic-stock/v1/quotations';

export function quotationEndpoints({
  environment,
  calendar,
  gate,
}: QuotationServices): Map<string, Endpoint> {
  // Real only [official]; the code with which a paper account is refused is an assumption.
  const holiday = environment === 'real' ? holidayEndpoint(calendar) : notOnPaper;
  return new Map([[`${BASE}/chk-holiday`, guarded(gate, 'CTCA0903R', holiday)]]);
}

const notOnPaper: Endpoint = () => refusal(500, 'OPSQ0002', '없는 서비스 코드 입니다.');
