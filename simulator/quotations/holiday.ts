import { addDays, isRealDate, isWeekend, sessionsOn, type TradingCalendar } from 'krx-calendar';
import { type Endpoint, jsonAnswer, refusal } from '../http/answer.ts';

/** Days per answer; `tr_cont` N requests the next ones. The real number is unknown. */
const PAGE = 24;

/** `chk-holiday`: whether the exchange is open on the days from `BASS_DT` on. */
export function holidayEndpoint(calendar: TradingCalendar): Endpoint {
  return ({ query, header }) => {
    const isFollowing = header('tr_cont') === 'N';
    const asked = (isFollowing ? query.get('CTX_AREA_NK') : query.get('BASS_DT')) ?? '';
    const from = asked.trim().replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
    if (!isRealDate(from)) return refusal(500, 'OPSQ2002', 'ERROR : INPUT INVALID_CHECK_FIELD_LENGTH');
    const dates = Array.from({ length: PAGE }, (_, day) => addDays(from, day));
    return jsonAnswer(
      200,
      {
        ctx_area_nk: compact(addDays(from, PAGE)).padEnd(20),
        ctx_area_fk: compact(from).padEnd(20),
        output: dates.map((date) => rowOf(calendar, date)),
        rt_cd: '0',
        msg_cd: 'KIOK0500',
        msg1: '조회가 계속됩니다..다음버튼을 Click 하십시오.                                   ',
      },
      { tr_id: 'CTCA0903R', tr_cont: isFollowing ? 'M' : 'F' },
    );
  };
}

function rowOf(calendar: TradingCalendar, date: string): Readonly<Record<string, string>> {
  const isOpen = sessionsOn(calendar, date).length > 0;
  // Settlement and business days are those of banks, which work on 31 December; the calendar knows only
  // trading days.
  const isBusinessDay = isOpen || (!isWeekend(date) && date.endsWith('-12-31'));
  return {
    bass_dt: compact(date),
    wday_dvsn_cd: String(new Date(`${date}T00:00:00Z`).getUTCDay() + 1).padStart(2, '0'),
    bzdy_yn: yesOrNo(isBusinessDay),
    tr_day_yn: yesOrNo(isBusinessDay),
    opnd_yn: yesOrNo(isOpen),
    sttl_day_yn: yesOrNo(isOpen),
  };
}

function compact(date: string): string {
  return date.replaceAll('-', '');
}

function yesOrNo(isSo: boolean): string {
  return isSo ? 'Y' : 'N';
}
