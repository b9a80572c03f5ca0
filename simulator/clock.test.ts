import { describe, expect, it } from 'vitest';
import { SimulatedClock } from './clock.ts';

describe('SimulatedClock', () => {
  it('starts at the given time and runs at the given speed', () => {
    let real = 1000;
    const clock = new SimulatedClock({ startsAt: 500_000, speed: 600, now: () => real });
    expect(clock.now()).toBe(500_000);
    real += 10;
    expect(clock.now()).toBe(506_000);
    clock.setSpeed(1);
    real += 10;
    expect(clock.now()).toBe(506_010);
  });

  it('never goes back, even if its source does', () => {
    let real = 10_000;
    const clock = new SimulatedClock({ now: () => real });
    real -= 5000;
    expect(clock.now()).toBe(10_000);
  });

  it('stands still while it is held, and continues from there', () => {
    let real = 0;
    const clock = new SimulatedClock({ speed: 10, now: () => real });
    real = 100;
    clock.hold();
    clock.hold();
    real = 200;
    expect(clock.now()).toBe(1000);
    clock.release();
    clock.release();
    real = 300;
    expect(clock.now()).toBe(2000);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('rejects the speed %d', (speed) => {
    expect(() => new SimulatedClock({ speed })).toThrow(RangeError);
  });

  it('cannot be advanced into the past', () => {
    expect(() => new SimulatedClock().advance(-1)).toThrow(RangeError);
  });
});
