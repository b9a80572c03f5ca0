import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

export interface RequestAddress {
  readonly url: URL;
  /** Whom the client meant: `localhost:8000`. Undefined where HTTP/1.0 does not say. */
  readonly authority: string | undefined;
}

/** Undefined where the request line holds no address that a server is asked by. */
export function addressOf({
  url = '',
  headers,
}: Pick<IncomingMessage, 'url' | 'headers'>): RequestAddress | undefined {
  // Every server must understand it, although only proxies are sent it: RFC 9112, 3.2.2.
  if (/^http:\/\//i.test(url)) {
    if (!URL.canParse(url)) return undefined;
    const absolute = new URL(url);
    return { url: absolute, authority: absolute.host };
  }
  // `//evil` is a host to some, and so is `/\evil` to a parser that is given a base.
  if (!url.startsWith('/') || url.startsWith('//')) return undefined;
  const text = `http://observer${url}`;
  return URL.canParse(text) ? { url: new URL(text), authority: headers.host } : undefined;
}

/** @param address that a server is bound to, as the system writes it */
export function isLoopbackAddress(address: string): boolean {
  return LOOPBACK.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** An IPv4 address within IPv6 is checked as what it is. */
const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/**
 * Whether a client of a server on loopback meant this machine. A page of another site can have its own name resolved to
 * 127.0.0.1 (DNS rebinding), and would then read what is meant for this machine alone; the name in `Host` gives it
 * away. An address is no name, and browsers always send one or the other.
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
