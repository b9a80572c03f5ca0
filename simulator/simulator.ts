import { tradingCalendar } from 'krx-calendar';
import { type Account, madeUpAccount } from './account.ts';
import { SimulatedClock } from './clock.ts';
import { Driver } from './driver.ts';
import type { Fault } from './faults/fault.ts';
import { type ActiveFault, Switchboard } from './faults/switchboard.ts';
import { Timeline } from './faults/timeline.ts';
import { type HttpServer, startHttpServer } from './http/server.ts';
import { emptyJournal, type Journal } from './journal.ts';
import { plainFrame } from './market/frame.ts';
import type { TradeTally } from './market/ledger.ts';
import { Market } from './market/market.ts';
import type { Phase } from './market/phases.ts';
import { ApprovalRegistry } from './oauth/approvals.ts';
import { oauthEndpoints } from './oauth/endpoints.ts';
import { TokenRegistry } from './oauth/registry.ts';
import type { SimulatorOptions } from './options.ts';
import { quotationEndpoints } from './quotations/endpoints.ts';
import { RateLimit } from './quotations/rate-limit.ts';
import { Random } from './random.ts';
import { Hub } from './websocket/hub.ts';
import type { ExecutionNotice } from './websocket/notice.ts';
import { startWebsocketServer } from './websocket/server.ts';

export interface Simulator {
  /** Base URL for REST, without a trailing slash. */
  readonly restUrl: string;
  /** Base URL of the WebSocket; the gateway accepts it with and without `/tryitout`. */
  readonly websocketUrl: string;
  /** The first of `accounts`. */
  readonly account: Account;
  readonly accounts: readonly Account[];
  /** Codes of the symbols, the most traded first. */
  readonly symbols: readonly string[];
  readonly clock: SimulatedClock;
  /** Live: changes while the simulator runs. */
  readonly journal: Journal;
  /** Trades by symbol: what was sent and what was not. Live. */
  readonly trades: ReadonlyMap<string, Readonly<TradeTally>>;
  /** The current phase of the market. */
  phase(): Phase;
  /** Resolves when everything up to the current simulated instant has happened. */
  settled(): Promise<void>;
  /** Starts a fault at once. */
  start(fault: Fault): ActiveFault;
  /** Stops all lasting faults. */
  stopFaults(): void;
  /** Sends an encrypted execution notice. @returns how many sessions are registered for it */
  notify(notice: ExecutionNotice, account?: Account): number;
  /** Frees ports, ends hung answers and connections, clears timers. May be called again. */
  close(): Promise<void>;
}

/** Starts a KIS Open API on this machine. `docs/simulator.md` says how faithful it is. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { environment = 'real', host = '127.0.0.1', seed = 1, rest = {}, websocket = {} } = options;
  const calendar = options.calendar ?? tradingCalendar();
  const clock = new SimulatedClock(options.clock);
  const accounts = options.accounts ?? [madeUpAccount(new Random(seed))];
  const [account] = accounts;
  if (account === undefined) throw new RangeError('The simulator needs an account');

  const journal = emptyJournal();
  const faults = new Switchboard(journal);
  const startsAt = clock.now();
  const timeline = new Timeline(options.faults ?? [], startsAt, faults);
  const tokens = new TokenRegistry(clock, journal, options.token);
  const approvals = new ApprovalRegistry(clock);
  const hub = new Hub({
    clock,
    random: new Random(seed + 2),
    journal: journal.websocket,
    faults,
    approvals,
    accounts,
    noticeId: environment === 'real' ? 'H0STCNI0' : 'H0STCNI9',
    maximumRegistrations: websocket.maximumRegistrations ?? 41,
    isListed: (code) => market.share(code) !== undefined,
  });
  const market = new Market(seed, startsAt, calendar, hub, options.market ?? {});
  handleMomentaryFaults({ faults, tokens, approvals, hub });

  const requestsPerSecond = rest.requestsPerSecond ?? (environment === 'real' ? 18 : 1);
  const rateLimit = new RateLimit(clock, new Random(seed + 1), requestsPerSecond, rest.wrongRefusals ?? 0);
  const gate = {
    accounts,
    tokens,
    rateLimit,
    journal,
    tokenErrorStatus: rest.tokenErrorStatus ?? 500,
    rateLimitStatus: rest.rateLimitStatus ?? 500,
  };
  const http = await startHttpServer({
    host,
    port: options.restPort ?? 0,
    clock,
    faults,
    endpoints: new Map([
      ...oauthEndpoints({ accounts, tokens, approvals, journal }),
      ...quotationEndpoints({ environment, calendar, market, gate }),
    ]),
    latencyOf: (path) =>
      path.startsWith('/oauth2/') ? tokens.latencyMilliseconds : (rest.latencyMilliseconds ?? 0),
    dateSkewMilliseconds: rest.dateSkewMilliseconds ?? 0,
  });
  const sockets = await orCloseFirst(http, () =>
    startWebsocketServer({
      host,
      port: options.websocketPort ?? 0,
      clock,
      hub,
      faults,
      journal: journal.websocket,
      pingMilliseconds: websocket.pingMilliseconds ?? 10_000,
      unansweredPings: websocket.unansweredPings ?? 3,
    }),
  );
  const driver = new Driver({
    clock,
    market,
    timeline,
    hub,
    maximumBufferedBytes: websocket.maximumBufferedBytes ?? 4 * 1024 * 1024,
    whenClientIsSlow: websocket.whenClientIsSlow ?? 'wait',
    onWait: () => {
      journal.websocket.waitsForClient += 1;
    },
    onCut: () => {
      journal.websocket.slowSessionsCut += 1;
    },
  });

  return {
    restUrl: `http://${host}:${http.port}`,
    websocketUrl: `ws://${host}:${sockets.port}`,
    account,
    accounts,
    symbols: market.shares.map(({ code }) => code),
    clock,
    journal,
    trades: market.ledger.tallies,
    phase: () => market.phase,
    settled: () => driver.settled(),
    start: (fault) => faults.start(fault),
    stopFaults: () => faults.stopAll(),
    notify: (notice, receiver = account) => hub.notify(receiver, notice),
    close: async () => {
      driver.close();
      await Promise.all([http.close(), sockets.close()]);
    },
  };
}

interface Faulty {
  readonly faults: Switchboard;
  readonly tokens: TokenRegistry;
  readonly approvals: ApprovalRegistry;
  readonly hub: Hub;
}

function handleMomentaryFaults({ faults, tokens, approvals, hub }: Faulty): void {
  faults.handle('revoke-tokens', () => tokens.revokeAll());
  faults.handle('expire-tokens', () => tokens.expireAll());
  faults.handle('forget-approval-keys', () => approvals.forgetAll());
  faults.handle('disconnect', () => {
    for (const session of hub.sessions) session.end(1001, 'the session is ended by the server');
  });
  faults.handle('cut-connections', () => {
    for (const session of hub.sessions) session.cut();
  });
  faults.handle('half-open', () => {
    for (const session of hub.sessions) session.breakSilently();
  });
  faults.handle('malformed-frame', () => {
    // The head announces two records, but there are fields for less than one.
    for (const session of hub.sessions) session.send(plainFrame('H0STCNT0', 2, '005930^093000^73100^2'));
  });
}

/** If the second server cannot start, closes the first one. */
async function orCloseFirst<Started>(first: HttpServer, start: () => Promise<Started>): Promise<Started> {
  try {
    return await start();
  } catch (error) {
    await first.close();
    throw error;
  }
}
