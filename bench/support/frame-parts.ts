/** What the benchmark of frames uses, in one module that can be bundled. */

export { Market } from 'kis-simulator';
export { tradingCalendar } from 'krx-calendar';
export { systemClock } from '../../runtime/src/clock.ts';
export { kisMetrics } from '../../runtime/src/kis/metrics.ts';
export { ContinuityCheck } from '../../runtime/src/kis/stream/continuity.ts';
export { Feed } from '../../runtime/src/kis/stream/feed.ts';
export { Fields } from '../../runtime/src/kis/stream/fields.ts';
export { parseFrame } from '../../runtime/src/kis/stream/frame.ts';
export { TradeReader } from '../../runtime/src/kis/stream/trade.ts';
export { Instruments } from '../../runtime/src/telemetry/instruments.ts';
export { silentLog } from '../../runtime/src/telemetry/log.ts';
