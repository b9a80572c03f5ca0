import type { Duplex } from 'node:stream';

/** Milliseconds that a client has to read why its connection ends. Whoever goes on sending would keep it half open. */
const LINGER = 500;

/** Answers a connection that is no request, or not any more, and ends it. @param status such as `404 Not Found` */
export function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  const timer = setTimeout(() => socket.destroy(), LINGER).unref();
  socket.once('close', () => clearTimeout(timer));
}
