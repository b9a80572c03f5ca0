import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

export interface RequestAddress {
  readonly url: URL;
  /** The host that the client addressed: `localhost:8000`. Undefined if HTTP/1.0 does not say. */
  readonly authority: string | undefined;
}

/** Undefined if the request line has no address for a server. */
export function addressOf({
  url = '',
  headers,
}: Pick<IncomingMessage, 'url' | 'headers'>): RequestAddress | undefined {
  // Every server must accept this form, although only proxies receive it: RFC 9112, 3.2.2.
  if (/^http:\/\//i.test(url)) {
    if (!URL.canParse(url)) return undefined;
    const absolute = new URL(url);
    return { url: absolute, authority: absolute.host };
  }
  // Some clients read `//evil` as a host, and so does a URL parser with a base for `/\evil`.
  if (!url.startsWith('/') || url.startsWith('//')) return undefined;
  const text = `http://observer${url}`;
  return URL.canParse(text) ? { url: new URL(text), authority: headers.host } : undefined;
}

/** @param address the bound address, as the system writes it */
export function isLoopbackAddress(address: string): boolean {
  return LOOPBACK.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** Also checks IPv4 addresses embedded in IPv6. */
const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/**
 * Whether a client of a server on loopback addressed this machine. A page of another site can have its own
 * name resolve to 127.0.0.1 (DNS rebinding) and then read what is meant for this machine alone. The name in
 * `Host` reveals that, because browsers always send a name or an address there.
 */
export function namesThisMachine(authority: string | undefined): boolean {
  if (authority === undefined) return true;
  if (!URL.canParse(`http://${authority}`)) return false;
  const { hostname } = new URL(`http://${authority}`);
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    isIP(hostname.replace(/^\[|\]$/g, '')) !== 0
  );
}
