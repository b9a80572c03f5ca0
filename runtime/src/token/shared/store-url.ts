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

/** What of an address must not be printed. */
export function secretsOf(url: string): readonly string[] {
  const { password } = new URL(url);
  return [url, password, safelyDecoded(password)].filter((text) => text !== '');
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
