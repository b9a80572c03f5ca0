import { asObject, type JsonObject, parsedObject, textAt } from '../json.ts';
import type { MarketRecord, Quote, Trade } from '../record.ts';

/** Parses a line of a file; undefined if it is not a record. */
export function recordOf(line: string): MarketRecord | undefined {
  const object = parsedObject(line);
  if (object === undefined) return undefined;
  if (object.session === 'track_a_session') return quoteRecord(object, line);
  if (object.session_id === 'track_b_session') return tradeRecord(object, line);
  return undefined;
}

function quoteRecord(object: JsonObject, line: string): MarketRecord | undefined {
  const ts = textAt(object, 'ts');
  const symbol = textAt(object, 'symbol');
  const price = numbersAt(object, 'price', ['open', 'high', 'low', 'close']);
  const volume = numberAt(object, 'volume');
  const [bid_price, ask_price] = [optionalAt(object, 'bid_price'), optionalAt(object, 'ask_price')];
  const at = instantOf(ts);
  const isOurs =
    object.dataset === 'track_a_swing' && object.market === 'kr_stocks' && object.source === 'kis';
  if (!isOurs || at === undefined || ts === undefined || symbol === undefined || price === undefined)
    return undefined;
  if (volume === undefined || bid_price === undefined || ask_price === undefined) return undefined;
  const value: Quote = {
    ...{ ts, session: 'track_a_session', dataset: 'track_a_swing', market: 'kr_stocks' },
    ...{ symbol, price, volume, bid_price, ask_price, source: 'kis' },
  };
  return { track: 'a', symbol, at, value, line };
}

function tradeRecord(object: JsonObject, line: string): MarketRecord | undefined {
  const timestamp = textAt(object, 'timestamp');
  const execution_time = textAt(object, 'execution_time');
  const symbol = textAt(object, 'symbol');
  const price = numbersAt(object, 'price', ['current', 'open', 'high', 'low', 'change_rate']);
  const volume = numbersAt(object, 'volume', ['trade', 'accumulated', 'trade_value']);
  const bid_ask = numbersAt(object, 'bid_ask', ['bid_price', 'ask_price']);
  const at = instantOf(execution_time);
  if (object.source !== 'websocket' || instantOf(timestamp) === undefined || at === undefined)
    return undefined;
  if (timestamp === undefined || execution_time === undefined || symbol === undefined) return undefined;
  if (price === undefined || volume === undefined || bid_ask === undefined) return undefined;
  const value: Trade = {
    ...{ timestamp, symbol, execution_time, price, volume, bid_ask },
    ...{ source: 'websocket', session_id: 'track_b_session' },
  };
  return { track: 'b', symbol, at, value, line };
}

function numberAt(object: JsonObject, field: string): number | undefined {
  const found = object[field];
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

/** Null is a value here; undefined means a missing field. */
function optionalAt(object: JsonObject, field: string): number | null | undefined {
  return object[field] === null ? null : numberAt(object, field);
}

/** The numbers of a nested object; undefined if one is missing. */
function numbersAt<const Field extends string>(
  object: JsonObject,
  field: string,
  fields: readonly Field[],
): Readonly<Record<Field, number>> | undefined {
  const inner = asObject(object[field]);
  if (inner === undefined) return undefined;
  const isField = (numbers: Partial<Record<Field, number>>): numbers is Record<Field, number> =>
    fields.every((name) => numbers[name] !== undefined);
  const numbers: Partial<Record<Field, number>> = {};
  for (const name of fields) {
    const number = numberAt(inner, name);
    if (number !== undefined) numbers[name] = number;
  }
  return isField(numbers) ? numbers : undefined;
}

function instantOf(text: string | undefined): number | undefined {
  const at = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}
