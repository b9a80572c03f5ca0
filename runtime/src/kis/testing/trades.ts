import { TRADE_FIELDS } from '../stream/trade.ts';

export type TradeChanges = Partial<Record<keyof typeof TRADE_FIELDS, string>>;

/** A record of H0STCNT0 as it may arrive, with some fields changed. */
export function recordOf(changes: TradeChanges = {}): string {
  const fields = (
    '005930^093000^73100^5^-300^-0.41^73050.12^73000^73500^72800^73200^73100^12^1234567^90123456789^1200^1300^100^' +
    '108.33^500000^600000^1^52.11^45.20^090000^2^100^091500^5^-400^090500^2^300^20261123^20^N^1200^3400^10800^30600^' +
    '0.02^2500000^49.38^0^^73400'
  ).split('^');
  for (const [name, position] of Object.entries(TRADE_FIELDS)) {
    const value = Object.entries(changes).find(([changed]) => changed === name)?.[1];
    if (value !== undefined) fields[position] = value;
  }
  return fields.join('^');
}

/** A frame of H0STCNT0 with these records. */
export function frameOf(...records: readonly string[]): string {
  return `0|H0STCNT0|${String(records.length).padStart(3, '0')}|${records.join('^')}`;
}
