import type { SimulatorOptions } from 'kis-simulator';
import { tradingCalendar } from 'krx-calendar';
import type { StreamTiming } from '../../kis/index.ts';
import { type Log, Secrets, silentLog } from '../../telemetry/log.ts';
import { type Observer, startObserver } from '../observer.ts';
import { type ObserverSettings, observerSettings } from '../settings.ts';
import { type Simulation, startSimulation } from '../simulation.ts';

/** Ten o'clock on an ordinary Thursday. */
export const TEN_O_CLOCK = Date.parse('2026-11-26T10:00:00+09:00');

export interface SimulatedObserverOptions {
  readonly directory: string;
  readonly speed: number;
  readonly settings?: Partial<ObserverSettings>;
  readonly startsAt?: number;
  readonly simulator?: Omit<SimulatorOptions, 'clock'>;
  readonly streamTiming?: Partial<StreamTiming>;
  readonly log?: Log;
  readonly secrets?: Secrets;
}

/**
 * An observer in this process, in a market that is open whenever the tests run. Stopping it stops the market.
 */
export async function startSimulatedObserver({
  directory,
  speed,
  settings = {},
  startsAt = TEN_O_CLOCK,
  simulator = {},
  streamTiming = {},
  log = silentLog,
  secrets = new Secrets(),
}: SimulatedObserverOptions): Promise<Observer & Pick<Simulation, 'simulator'>> {
  const simulation = await startSimulation({ speed, startsAt, simulator });
  const observer = await startObserver({
    settings: { ...observerSettings({ OBSERVER_DATA_DIR: directory }), port: 0, ...settings },
    calendar: simulator.calendar ?? tradingCalendar(),
    variables: {},
    version: '0.1.0',
    revision: 'test',
    clock: simulation.clock,
    log,
    secrets,
    simulation,
    streamTiming,
  });
  return {
    ...observer,
    simulator: simulation.simulator,
    stop: async () => {
      const problems = await observer.stop();
      await simulation.simulator.close();
      return problems;
    },
  };
}
