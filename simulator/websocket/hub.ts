import { clockDigits } from 'krx-calendar';
import type { Account } from '../account.ts';
import type { SimulatedClock } from '../clock.ts';
import type { Switchboard } from '../faults/switchboard.ts';
import type { Journal } from '../journal.ts';
import { encryptedFrame } from '../market/frame.ts';
import type { FrameSink } from '../market/market.ts';
import type { ApprovalRegistry } from '../oauth/approvals.ts';
import type { Random } from '../random.ts';
import { type Command, type ControlCode, readCommand } from './command.ts';
import { acknowledgement, alreadyInUse } from './control.ts';
import { Listeners } from './listeners.ts';
import { type ExecutionNotice, encrypted, noticeText } from './notice.ts';
import type { Session } from './session.ts';

export interface HubOptions {
  readonly clock: SimulatedClock;
  readonly random: Random;
  readonly journal: Journal['websocket'];
  readonly faults: Switchboard;
  readonly approvals: ApprovalRegistry;
  readonly accounts: readonly Account[];
  /** `tr_id` of execution notices: H0STCNI0, for paper accounts H0STCNI9. [official] */
  readonly noticeId: 'H0STCNI0' | 'H0STCNI9';
  /** Maximum number of registrations per session, in all transactions together. */
  readonly maximumRegistrations: number;
  readonly isListed: (code: string) => boolean;
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
const MARKET_DATA: ReadonlySet<string> = new Set(['H0STCNT0', 'H0STASP0']);

/** Manages sessions: answers their messages and sends them what they are registered for. */
export class Hub implements FrameSink {
  readonly sessions = new Set<Session>();
  readonly #options: HubOptions;
  readonly #listeners = new Listeners();
  #notices = 0;

  constructor(options: HubOptions) {
    this.#options = options;
  }

  wants(transactionId: string, key: string): boolean {
    for (const session of this.#listeners.of(transactionId, key)) if (session.isWorking) return true;
    return false;
  }

  send(transactionId: string, key: string, frame: string, records: number): void {
    for (const session of this.#listeners.of(transactionId, key)) session.sendFrame(frame, records);
  }

  leave(session: Session): void {
    this.sessions.delete(session);
    for (const { transactionId, key } of session.registrations.values()) {
      this.#listeners.remove(transactionId, key, session);
    }
  }

  /** Answers a client's message. */
  receive(session: Session, text: string): void {
    if (!session.isWorking || session.takeEcho(text)) return;
    const command = readCommand(text);
    const code = 'refusedWith' in command ? command.refusedWith : this.#perform(session, command);
    const { transactionId, key } = command;
    const { answers } = this.#options.journal;
    answers[code] = (answers[code] ?? 0) + 1;
    if (code === 'OPSP8996') {
      session.send(alreadyInUse());
      return;
    }
    const cipher = code === 'OPSP0000' ? session.registration(transactionId, key)?.cipher : undefined;
    const isEncrypted = cipher !== undefined && transactionId === this.#options.noticeId;
    session.send(acknowledgement(code, transactionId, key, isEncrypted, cipher));
  }

  /** Sends a notice to an account's registered sessions. @returns how many there were */
  notify(account: Account, notice: ExecutionNotice): number {
    const { noticeId, clock } = this.#options;
    this.#notices += 1;
    const text = noticeText(account.htsId, clockDigits(clock.now()), notice, this.#notices);
    let count = 0;
    for (const session of this.#listeners.of(noticeId, account.htsId)) {
      const registration = session.registration(noticeId, account.htsId);
      if (registration === undefined || !session.isWorking) continue;
      session.sendFrame(encryptedFrame(noticeId, encrypted(text, registration.cipher)), 1);
      count += 1;
    }
    return count;
  }

  #perform(session: Session, command: Exclude<Command, { refusedWith: ControlCode }>): ControlCode {
    const { transactionId, key } = command;
    const appKey = this.#options.approvals.ownerOf(command.approvalKey);
    if (appKey === undefined) return 'OPSP0011';
    if (this.#isHeldByAnother(session, appKey)) return 'OPSP8996';
    session.appKey = appKey;
    if (command.isRegistration) return this.#subscribe(session, transactionId, key);
    if (!session.remove(transactionId, key)) return 'OPSP0003';
    this.#listeners.remove(transactionId, key, session);
    return 'OPSP0001';
  }

  #subscribe(session: Session, transactionId: string, key: string): ControlCode {
    const { accounts, faults, isListed, maximumRegistrations, noticeId, random } = this.#options;
    const isNotice = transactionId === noticeId;
    if (!isNotice && !MARKET_DATA.has(transactionId)) return 'OPSP8991';
    const owner = accounts.find(({ appKey }) => appKey === session.appKey);
    if (isNotice ? key !== owner?.htsId : !isListed(key)) return 'OPSP8992';
    if (session.registration(transactionId, key) !== undefined) return 'OPSP0002';
    if (faults.meets('subscribe-error')) return 'OPSP0007';
    if (session.registrations.size >= maximumRegistrations) return 'OPSP0008';
    const cipher = { key: random.text(32, ALPHABET), iv: random.text(16, ALPHABET) };
    session.register({ transactionId, key, cipher });
    this.#listeners.add(transactionId, key, session);
    return 'OPSP0000';
  }

  #isHeldByAnother(session: Session, appKey: string): boolean {
    if (this.#options.faults.meets('app-key-in-use')) return true;
    for (const other of this.sessions) if (other !== session && other.appKey === appKey) return true;
    return false;
  }
}
