const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([^xuU0-7]|$))/gy;

/**
 * The value of a PromQL string, or undefined if Prometheus would reject it: it has no end, an unknown escape,
 * or an escape of the other quote (https://github.com/prometheus/prometheus/blob/main/util/strutil/quote.go).
 */
export function unquote(literal: string): string | undefined {
  const quote = literal[0];
  if (quote === undefined || literal.length < 2 || !literal.endsWith(quote)) return undefined;
  const body = literal.slice(1, -1);
  if (quote === '`') return body.includes('`') ? undefined : body;
  if (body.includes('\n')) return undefined;
  if (!body.includes('\\')) return body;
  return meaningOf(body, quote);
}

/** `\x80` and `\377` are bytes of UTF-8, not code points, so the text is assembled from bytes. */
function meaningOf(body: string, quote: string): string | undefined {
  const parts: Buffer[] = [];
  let at = 0;
  while (at < body.length) {
    const next = body.indexOf('\\', at);
    parts.push(Buffer.from(body.slice(at, next === -1 ? undefined : next), 'utf8'));
    if (next === -1) break;
    ESCAPE.lastIndex = next;
    const bytes = bytesOf(ESCAPE.exec(body), quote);
    if (bytes === undefined) return undefined;
    parts.push(bytes);
    at = ESCAPE.lastIndex;
  }
  return Buffer.concat(parts).toString('utf8');
}

function bytesOf(match: RegExpExecArray | null, quote: string): Buffer | undefined {
  if (match === null) return undefined;
  const [, hex, octal, short, long, simple] = match;
  if (hex !== undefined) return Buffer.from([Number.parseInt(hex, 16)]);
  if (octal !== undefined) {
    const byte = Number.parseInt(octal, 8);
    return byte > 0xff ? undefined : Buffer.from([byte]);
  }
  const codePoint = short ?? long;
  if (codePoint !== undefined) {
    const value = Number.parseInt(codePoint, 16);
    const isSurrogate = value >= 0xd800 && value <= 0xdfff;
    return value > 0x10ffff || isSurrogate ? undefined : Buffer.from(String.fromCodePoint(value), 'utf8');
  }
  if ((simple === '"' || simple === "'") && simple !== quote) return undefined;
  const character = simple === undefined ? undefined : SIMPLE[simple];
  return character === undefined ? undefined : Buffer.from(character, 'utf8');
}
