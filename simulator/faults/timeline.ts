import { koreanDate, startOfKoreanDate } from 'krx-calendar';
import type { Fault } from './fault.ts';
import type { ActiveFault, Switchboard } from './switchboard.ts';

/** A scripted fault: when it begins, and how long it lasts unless it is momentary. */
export interface ScriptedFault {
  /**
   * `HH:MM` or `HH:MM:SS` in Korea, at its next occurrence after the start of the simulator; or a date with
   * time and offset, such as `2026-11-23T10:05:00+09:00`.
   */
  readonly at: string;
  readonly fault: Fault;
  /** Simulated seconds; until it is stopped by default. */
  readonly forSeconds?: number;
}

interface Entry {
  readonly instant: number;
  readonly act: () => void;
}

const CLOCK_TIME = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/;

/** Faults by the simulated clock. */
export class Timeline {
  readonly #entries: Entry[] = [];

  constructor(script: readonly ScriptedFault[], startsAt: number, faults: Switchboard) {
    for (const { at, fault, forSeconds } of script) {
      const instant = instantOf(at, startsAt);
      let active: ActiveFault | undefined;
      this.#entries.push({
        instant,
        act: () => {
          active = faults.start(fault);
        },
      });
      if (forSeconds === undefined) continue;
      this.#entries.push({ instant: instant + forSeconds * 1000, act: () => active?.stop() });
    }
    // Stable: what is listed first happens first.
    this.#entries.sort((one, other) => one.instant - other.instant);
  }

  /** When the next fault happens; never, if none is left. */
  get next(): number {
    return this.#entries[0]?.instant ?? Number.POSITIVE_INFINITY;
  }

  /** Executes what is due. */
  advanceTo(instant: number): void {
    while (this.next <= instant) this.#entries.shift()?.act();
  }
}

function instantOf(at: string, startsAt: number): number {
  const [, hours, minutes, seconds = '0'] = CLOCK_TIME.exec(at) ?? [];
  if (hours === undefined) {
    const instant = Date.parse(at);
    if (Number.isNaN(instant))
      throw new RangeError(`"${at}" is neither a time of day nor a date with a time`);
    return instant;
  }
  const ofDay = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  const today = startOfKoreanDate(koreanDate(startsAt / 1000)) * 1000 + ofDay;
  return today >= startsAt ? today : today + 86_400_000;
}
