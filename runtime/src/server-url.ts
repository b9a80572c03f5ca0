const DEFAULT_PORTS: Readonly<Record<string, string>> = {
  'redis:': '6379',
  'rediss:': '6379',
  'postgres:': '5432',
  'postgresql:': '5432',
};

/** A server's address without anything else in its URL, such as `redis://host:6379`, safe to print. */
export function originOf(url: string): string {
  const { protocol, hostname, port } = new URL(url);
  const at = port === '' ? (DEFAULT_PORTS[protocol] ?? '') : port;
  return `${protocol}//${hostname}${at === '' ? '' : `:${at}`}`;
}

export const ENCODE =
  'Characters such as / # ? % @ in a password are written in per cent: %2F %23 %3F %25 %40';

/** What a driver would misread in a URL with credentials. The text does not repeat them. */
export function misreadIn(url: URL): string | undefined {
  if (url.href.includes('#')) return `has a fragment, which no server is sent. ${ENCODE}`;
  const parts = [url.username, url.password, url.hostname, url.pathname, url.search];
  return parts.every((part) => decoded(part) !== undefined)
    ? undefined
    : `has a per cent that encodes nothing. ${ENCODE}`;
}

/** Undefined if a per cent sign in it encodes nothing. */
export function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** A server's address with its password, which is hidden when printed. */
export class ServerUrl {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  get value(): string {
    return this.#url;
  }

  /** What must not be printed. */
  get secrets(): readonly string[] {
    const { password, searchParams } = new URL(this.#url);
    const texts = [this.#url, password, decoded(password) ?? '', searchParams.get('password') ?? ''];
    return texts.filter((text) => text !== '');
  }

  toJSON(): string {
    return this.toString();
  }

  toString(): string {
    return originOf(this.#url);
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}
