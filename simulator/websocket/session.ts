import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import type { Journal } from '../journal.ts';
import type { Cipher } from './control.ts';
import { pingpong } from './control.ts';

export interface Registration {
  readonly transactionId: string;
  readonly key: string;
  readonly cipher: Cipher;
}

/** A client's connection. */
export class Session {
  /** From the first subscription; a session holds an app key until it ends. */
  appKey: string | undefined;
  readonly #websocket: WebSocket;
  readonly #socket: Socket;
  readonly #journal: Journal['websocket'];
  readonly #registrations = new Map<string, Registration>();
  #isHalfOpen = false;
  #isCorked = false;
  #unanswered: string[] = [];

  constructor(websocket: WebSocket, socket: Socket, journal: Journal['websocket']) {
    this.#websocket = websocket;
    this.#socket = socket;
    this.#journal = journal;
  }

  get registrations(): ReadonlyMap<string, Registration> {
    return this.#registrations;
  }

  /** Whether data can still arrive. */
  get isWorking(): boolean {
    return !this.#isHalfOpen && this.#websocket.readyState === WebSocket.OPEN;
  }

  /** Bytes that the client has not read yet. */
  get bufferedBytes(): number {
    return this.isWorking ? this.#websocket.bufferedAmount : 0;
  }

  register(registration: Registration): void {
    this.#registrations.set(`${registration.transactionId} ${registration.key}`, registration);
  }

  /** @returns whether the registration existed */
  remove(transactionId: string, key: string): boolean {
    return this.#registrations.delete(`${transactionId} ${key}`);
  }

  registration(transactionId: string, key: string): Registration | undefined {
    return this.#registrations.get(`${transactionId} ${key}`);
  }

  send(text: string): void {
    if (this.isWorking) this.#websocket.send(text);
  }

  sendFrame(frame: string, records: number): void {
    if (!this.isWorking) return;
    this.#cork();
    this.#websocket.send(frame);
    this.#journal.frames += 1;
    this.#journal.records += records;
  }

  /** Sends a PINGPONG. @returns how many earlier ones are unanswered */
  ping(now: number): number {
    if (!this.isWorking) return 0;
    const missing = this.#unanswered.length;
    const text = pingpong(now);
    this.#unanswered.push(text);
    this.#journal.pingsSent += 1;
    this.send(text);
    return missing;
  }

  /** Whether a text, or the payload of a pong, is the echo of a PINGPONG. */
  takeEcho(text: string): boolean {
    const index = this.#unanswered.indexOf(text);
    if (index < 0) return false;
    // A client that answers the last one is alive, whatever happened to the earlier ones.
    this.#unanswered = this.#unanswered.slice(index + 1);
    this.#journal.pingsAnswered += 1;
    return true;
  }

  /** Stays open, but sends and receives nothing any more. */
  breakSilently(): void {
    this.#isHalfOpen = true;
  }

  /** Closes the connection after everything was sent. */
  end(code: number, reason: string): void {
    this.#websocket.close(code, reason);
  }

  /** Closes the connection at once. */
  cut(): void {
    this.#websocket.terminate();
  }

  /** Combines the frames of one turn of the event loop into one write, which is most of their cost. */
  #cork(): void {
    if (this.#isCorked) return;
    this.#isCorked = true;
    this.#socket.cork();
    process.nextTick(() => {
      this.#isCorked = false;
      this.#socket.uncork();
    });
  }
}
