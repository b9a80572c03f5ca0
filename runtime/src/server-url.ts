const DEFAULT_PORTS: Readonly<Record<string, string>> = {
  'redis:': '6379',
  'rediss:': '6379',
  'postgres:': '5432',
  'postgresql:': '5432',
};

/** The address of a server without user, password and parameters: `redis://host:6379/0`, to be printed. */
export function placeOf(url: string): string {
  const { protocol, hostname, port, pathname } = new URL(url);
  const at = port === '' ? (DEFAULT_PORTS[protocol] ?? '') : port;
  return `${protocol}//${hostname}:${at}${pathname}`;
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
    const inParameters = searchParams.get('password') ?? '';
    const texts = [this.#url, password, decodeURIComponent(password), inParameters];
    return texts.filter((text) => text !== '');
  }

  toJSON(): string {
    return this.toString();
  }

  toString(): string {
    return placeOf(this.#url);
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}
