import { setTimeout as delay } from 'node:timers/promises';
import type { SimulatedClock, Simulator, SimulatorOptions } from 'kis-simulator';
import { tradingCalendar } from 'krx-calendar';
import type { Clock } from '../clock.ts';
import { SettingsError } from '../environment.ts';
import { codeOf } from '../files/error-code.ts';
import { Account } from '../kis/index.ts';

export interface SimulationOptions {
  /** How many times faster than real time. */
  readonly speed: number;
  /** Milliseconds since 1970; by default half a minute before the next opening. */
  readonly startsAt?: number | undefined;
  readonly simulator?: Omit<SimulatorOptions, 'clock'>;
}

export interface Simulation {
  readonly simulator: Simulator;
  /** The account that the simulator knows. */
  readonly account: Account;
  readonly clock: Clock;
  /** Converts simulated time to real time, the only time that Prometheus knows. */
  toRealTime(simulated: number): number;
}

const LEAD = 30_000;

/** The next simulator accepts the tokens of this one, as KIS accepts those of a previous process. */
export const SIGNING_KEY = 'observer --simulate';

/** A KIS on this machine, with a clock that shows its time to an observer. */
export async function startSimulation({
  speed,
  startsAt,
  simulator = {},
}: SimulationOptions): Promise<Simulation> {
  const { nextOpening, startSimulator } = await loadSimulator('--simulate');
  const calendar = simulator.calendar ?? tradingCalendar();
  const begin = startsAt ?? nextOpening(calendar, Date.now()) - LEAD;
  const started = await startSimulator({
    ...simulator,
    calendar,
    clock: { startsAt: begin, speed },
    token: { signingKey: SIGNING_KEY, ...simulator.token },
  });
  const { clock } = started;
  const { appKey, appSecret } = started.account;
  const environment = simulator.environment ?? 'real';
  return {
    simulator: started,
    account: new Account({ environment, baseUrl: started.restUrl, storedAs: 'simulator', appKey, appSecret }),
    clock: clockOf(clock),
    toRealTime: (simulated) => Date.now() + (simulated - clock.now()) / clock.speed,
  };
}

/** A separate package, which the image does not contain. @throws SettingsError */
export async function loadSimulator(asked: string): Promise<typeof import('kis-simulator')> {
  try {
    return await import('kis-simulator');
  } catch (error) {
    if (codeOf(error) !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new SettingsError(
      `${asked} needs the simulator, which is not part of this image. Run it in a checkout of the repository: ` +
        'npm run observer -- --simulate',
    );
  }
}

/** Sleeps and repeats in simulated time, which can stop while the market waits for somebody. */
function clockOf(simulated: SimulatedClock): Clock {
  const real = (milliseconds: number) => Math.max(1, milliseconds / simulated.speed);
  return {
    now: () => simulated.now(),
    // It never goes back.
    monotonic: () => simulated.now(),
    sleep: async (milliseconds, signal) => {
      const end = simulated.now() + milliseconds;
      for (let left = milliseconds; left > 0; left = end - simulated.now()) {
        await delay(real(left), undefined, signal === undefined ? {} : { signal });
      }
    },
    every: (milliseconds, work) => {
      const timer = setInterval(work, real(milliseconds)).unref();
      return () => clearInterval(timer);
    },
  };
}
