import { tradingCalendar } from 'krx-calendar';
import { describe, expect, it } from 'vitest';
import { nextOpening, phaseAt } from './phases.ts';

const calendar = tradingCalendar();
const instant = (text: string) => Date.parse(`${text}+09:00`);

describe('the phase of the market', () => {
  it.each([
    ['2026-11-23T08:29:59', 'closed'],
    ['2026-11-23T08:30:00', 'opening-auction'],
    ['2026-11-23T08:59:59', 'opening-auction'],
    ['2026-11-23T09:00:00', 'continuous'],
    ['2026-11-23T15:19:59', 'continuous'],
    ['2026-11-23T15:20:00', 'closing-auction'],
    ['2026-11-23T15:29:59', 'closing-auction'],
    ['2026-11-23T15:30:30', 'closed'],
    ['2026-11-22T10:00:00', 'closed'],
    ['2026-12-25T10:00:00', 'closed'],
    // The first trading day of a year opens at ten. On the day of the college entrance exam everything is an
    // hour later.
    ['2026-01-02T09:45:00', 'opening-auction'],
    ['2026-11-19T09:59:59', 'opening-auction'],
    ['2026-11-19T16:19:59', 'continuous'],
  ])('at %s in Korea is %s', (at, kind) => {
    expect(phaseAt(calendar, instant(at)).kind).toBe(kind);
  });

  it('covers a day without gaps, and the closing auction ends within half a minute', () => {
    let at = instant('2026-11-23T00:00:00');
    const kinds: string[] = [];
    while (at < instant('2026-11-24T00:00:00')) {
      const phase = phaseAt(calendar, at);
      expect(phase.from).toBe(at);
      kinds.push(phase.kind);
      at = phase.until;
    }
    expect(kinds).toEqual(['closed', 'opening-auction', 'continuous', 'closing-auction', 'closed']);
    const { until } = phaseAt(calendar, instant('2026-11-23T15:25:00'));
    expect(until).toBeGreaterThanOrEqual(instant('2026-11-23T15:30:00'));
    expect(until).toBeLessThan(instant('2026-11-23T15:30:30'));
  });

  it('has no closing auction of ten minutes if that is asked for', () => {
    const kinds = ['15:29:59', '15:30:30'].map(
      (time) => phaseAt(calendar, instant(`2026-11-23T${time}`), 0).kind,
    );
    expect(kinds).toEqual(['continuous', 'closed']);
  });
});

describe('the next opening', () => {
  it.each([
    ['2026-11-23T09:00:00', '2026-11-23T09:00:00'],
    ['2026-11-23T09:00:01', '2026-11-24T09:00:00'],
    ['2026-11-20T18:00:00', '2026-11-23T09:00:00'],
    ['2026-12-30T18:00:00', '2027-01-04T10:00:00'],
  ])('from %s on is %s', (from, opening) => {
    expect(nextOpening(calendar, instant(from))).toBe(instant(opening));
  });

  it('does not exist if the exchange stays closed', () => {
    const closed = { ...calendar, regularSession: { opens: '24:00', closes: '24:00' } };
    expect(() => nextOpening(closed, instant('2026-11-23T09:00:00'))).toThrow(RangeError);
  });
});
