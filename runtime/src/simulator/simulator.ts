import { tradingCalendar } from '../../../rules/calendar/calendar.ts';
import { type Account, madeUpAccount } from './account.ts';
import { SimulatedClock } from './clock.ts';
import type { Fault } from './faults/fault.ts';
import type { ActiveFault } from './faults/switchboard.ts';
import { Switchboard } from './faults/switchboard.ts';
import { startHttpServer } from './http/server.ts';
import { emptyJournal, type Journal } from './journal.ts';
import { ApprovalRegistry } from './oauth/approvals.ts';
import { oauthEndpoints } from './oauth/endpoints.ts';
import { TokenRegistry } from './oauth/registry.ts';
import type { SimulatorOptions } from './options.ts';
import { quotationEndpoints } from './quotations/endpoints.ts';
import { RateLimit } from './quotations/rate-limit.ts';
import { Random } from './random.ts';

export interface Simulator {
  /** Base of the REST addresses, without a slash at its end. */
  readonly restUrl: string;
  /** The first of `accounts`. */
  readonly account: Account;
  readonly accounts: readonly Account[];
  readonly clock: SimulatedClock;
  /** Live: it changes while the simulator runs. */
  readonly journal: Journal;
  /** Switches a fault on at once. */
  start(fault: Fault): ActiveFault;
  /** Switches all lasting faults off. */
  stopFaults(): void;
  /** Frees ports, ends hung answers and connections, clears timers. Can be called again. */
  close(): Promise<void>;
}

/** A KIS Open API on this machine. See `docs/simulator.md` for what it is true to. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { environment = 'real', host = '127.0.0.1', seed = 1, rest = {} } = options;
  const calendar = options.calendar ?? tradingCalendar();
  const clock = new SimulatedClock(options.clock);
  const accounts = options.accounts ?? [madeUpAccount(new Random(seed))];
  const [account] = accounts;
  if (account === undefined) throw new RangeError('The simulator needs an account');

  const journal = emptyJournal();
  const faults = new Switchboard(journal);
  const tokens = new TokenRegistry(clock, journal, options.token);
  const approvals = new ApprovalRegistry(clock);
  faults.handle('revoke-tokens', () => tokens.revokeAll());
  faults.handle('expire-tokens', () => tokens.expireAll());
  faults.handle('forget-approval-keys', () => approvals.forgetAll());

  const requestsPerSecond = rest.requestsPerSecond ?? (environment === 'real' ? 18 : 1);
  const rateLimit = new RateLimit(clock, new Random(seed + 1), requestsPerSecond, rest.wrongRefusals ?? 0);
  const server = await startHttpServer({
    host,
    port: options.restPort ?? 0,
    clock,
    faults,
    endpoints: new Map([
      ...oauthEndpoints({ accounts, tokens, approvals, journal }),
      ...quotationEndpoints({
        environment,
        calendar,
        gate: {
          accounts,
          tokens,
          rateLimit,
          journal,
          tokenErrorStatus: rest.tokenErrorStatus ?? 500,
          rateLimitStatus: rest.rateLimitStatus ?? 500,
        },
      }),
    ]),
    latencyOf: (path) =>
      path.startsWith('/oauth2/') ? tokens.latencyMilliseconds : (rest.latencyMilliseconds ?? 0),
    dateSkewMilliseconds: rest.dateSkewMilliseconds ?? 0,
  });

  return {
    restUrl: `http://${host}:${server.port}`,
    account,
    accounts,
    clock,
    journal,
    start: (fault) => faults.start(fault),
    stopFaults: () => faults.stopAll(),
    close: () => server.close(),
  };
}
