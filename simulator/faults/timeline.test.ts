import { describe, expect, it } from 'vitest';
import { emptyJournal } from '../journal.ts';
import { Switchboard } from './switchboard.ts';
import { Timeline } from './timeline.ts';

const START = Date.parse('2026-11-23T10:00:00+09:00');

describe('a script of faults', () => {
  it('starts each at its time and stops it after its duration', () => {
    const faults = new Switchboard(emptyJournal());
    const timeline = new Timeline(
      [
        { at: '10:10:30', fault: { kind: 'bad-gateway' }, forSeconds: 60 },
        { at: '10:05', fault: { kind: 'no-pingpong' }, forSeconds: 3600 },
      ],
      START,
      faults,
    );
    const stateAt = (minutes: number) => {
      timeline.advanceTo(START + minutes * 60_000);
      return [faults.meets('no-pingpong'), faults.meetRequest('/')?.kind];
    };
    expect(stateAt(4.9)).toEqual([false, undefined]);
    expect(stateAt(5)).toEqual([true, undefined]);
    expect(stateAt(10.5)).toEqual([true, 'bad-gateway']);
    expect(stateAt(11.5)).toEqual([true, undefined]);
    expect(stateAt(66)).toEqual([false, undefined]);
    expect(timeline.next).toBe(Number.POSITIVE_INFINITY);
  });

  it.each([
    ['09:00', '2026-11-24T09:00:00+09:00'],
    ['10:00', '2026-11-23T10:00:00+09:00'],
    ['23:59:59', '2026-11-23T23:59:59+09:00'],
    ['2026-11-25T01:00:00Z', '2026-11-25T01:00:00Z'],
  ])('takes %s as %s', (at, instant) => {
    const timeline = new Timeline(
      [{ at, fault: { kind: 'disconnect' } }],
      START,
      new Switchboard(emptyJournal()),
    );
    expect(timeline.next).toBe(Date.parse(instant));
  });

  it.each(['', 'noon', '24:00', '9:00'])('refuses "%s"', (at) => {
    const script = [{ at, fault: { kind: 'disconnect' } }] as const;
    expect(() => new Timeline(script, START, new Switchboard(emptyJournal()))).toThrow(RangeError);
  });
});
