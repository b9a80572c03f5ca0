import { type Clock, systemClock } from '../../clock.ts';

/** The clock of a process that can die: afterwards its timers stop, so no lease is extended. */
export function mortalClock(clock: Clock = systemClock): Clock & { die(): void } {
  const stops = new Set<() => void>();
  return {
    ...clock,
    every: (milliseconds, work) => {
      const stop = clock.every(milliseconds, work);
      stops.add(stop);
      return stop;
    },
    die: () => {
      for (const stop of stops) stop();
    },
  };
}
