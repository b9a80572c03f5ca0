const DEFAULT_PORTS: Readonly<Record<string, string>> = {
  'redis:': '6379',
  'rediss:': '6379',
  'postgres:': '5432',
  'postgresql:': '5432',
};

/** The address of a server without anything else that its URL holds: `redis://host:6379`, to be printed. */
export function originOf(url: string): string {
  const { protocol, hostname, port } = new URL(url);
  const at = port === '' ? (DEFAULT_PORTS[protocol] ?? '') : port;
  return `${protocol}//${hostname}${at === '' ? '' : `:${at}`}`;
}

export const ENCODE =
  'Characters such as / # ? % @ in a password are written in per cent: %2F %23 %3F %25 %40';

/** What a driver would misread of an address with user and password, in words that do not repeat it. */
export function misreadIn(url: URL): string | undefined {
  if (url.href.includes('#')) return `has a fragment, which no server is sent. ${ENCODE}`;
  const parts = [url.username, url.password, url.hostname, url.pathname, url.search];
  return parts.every((part) => decoded(part) !== undefined)
    ? undefined
    : `has a per cent that encodes nothing. ${ENCODE}`;
}

/** Undefined where a per cent in it encodes nothing. */
export function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** An address with the password of a server, which shows neither when it is printed. */
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
