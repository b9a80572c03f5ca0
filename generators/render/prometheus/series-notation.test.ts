import { describe, expect, test } from 'vitest';
import { constant, increasing, missing, type Segment, stale } from '../../define/scenario.ts';
import { seriesNotation } from './series-notation.ts';

describe('the samples of a series', () => {
  test.each<[string, Segment[], string]>([
    ['a level', [constant(5, '10m')], '5x9'],
    ['a counter from zero', [increasing(6, '30m')], '0+6x29'],
    ['a counter from a value', [increasing(6, '3m', 100)], '100+6x2'],
    ['a gauge that falls', [increasing(-2, '3m', 10)], '10-2x2'],
    ['a counter that stops', [increasing(6, '15m'), constant(84, '15m')], '0+6x14 84x14'],
    ['a counter that goes on where it was', [constant(3, '2m'), increasing(1, '2m')], '3x1 4+1x1'],
    ['a gap', [constant(1, '2m'), missing('3m'), constant(1, '1m')], '1x1 _x3 1x0'],
    ['an end', [constant(1, '2m'), stale], '1x1 stale'],
    ['a negative level', [constant(-3600, '2m')], '-3600x1'],
    ['tiny steps, which promtool reads without exponents only', [increasing(1e-7, '2m')], '0+0.0000001x1'],
  ])('are written for %s', (_, segments, notation) => {
    expect(seriesNotation(segments)).toBe(notation);
  });
});
