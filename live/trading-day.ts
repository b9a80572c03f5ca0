import { setTimeout as sleep } from 'node:timers/promises';
import { type CalendarOverrides, koreanDate, SECONDS_PER_DAY, startOfKoreanDate } from 'krx-calendar';

const CLOSES = '23:59';
/** From the close to the next opening, at midnight. */
const NIGHT = 60_000;

/** Today and tomorrow in Korea the market trades all day, also on weekends and holidays: for the simulator and the observer. */
export function tradingAllDay(now = Date.now()): CalendarOverrides {
  const dates = [0, 1].map((days) => koreanDate(now / 1000 + days * SECONDS_PER_DAY));
  const hours = { opens: '00:00', closes: CLOSES, reason: 'the verification' };
  return { openings: dates, specialDays: dates.map((date) => ({ date, ...hours })) };
}

/** Milliseconds until the market trades for that many minutes on end: 0 unless midnight in Korea is near. */
export function millisecondsUntilTrading(minutes: number, now = Date.now()): number {
  const midnight = (startOfKoreanDate(koreanDate(now / 1000)) + SECONDS_PER_DAY) * 1000;
  return midnight - NIGHT - now >= minutes * 60_000 ? 0 : midnight - now;
}

/** Waits for the next day of trading if too little is left of this one. */
export async function untilTradingLasts(minutes: number, onProgress: (text: string) => void): Promise<void> {
  const wait = millisecondsUntilTrading(minutes);
  if (wait === 0) return;
  onProgress(
    `waiting ${Math.ceil(wait / 60_000)} min for midnight in Korea: the simulated market closes a minute before it`,
  );
  await sleep(wait);
}
