/** What the benchmark of frames uses, in one module that can be bundled. */
export { tradingCalendar } from '../../calendar/calendar.ts';
export { systemClock } from '../../runtime/src/clock.ts';
export { silentKisObserver } from '../../runtime/src/kis/observer.ts';
export { ContinuityCheck } from '../../runtime/src/kis/stream/continuity.ts';
export { Feed } from '../../runtime/src/kis/stream/feed.ts';
export { Fields } from '../../runtime/src/kis/stream/fields.ts';
export { parseFrame } from '../../runtime/src/kis/stream/frame.ts';
export { TradeReader } from '../../runtime/src/kis/stream/trade.ts';
export { Market } from '../../runtime/src/simulator/market/market.ts';
export { silentLog } from '../../runtime/src/telemetry/log.ts';
