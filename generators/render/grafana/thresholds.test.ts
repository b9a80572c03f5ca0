import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DrawnThreshold } from '../../compile/model.ts';
import { type AlertSeverity, alert, matching } from '../../define/rules.ts';
import { vector } from '../../promql/build/functions.ts';
import type { Comparison } from '../../promql/build/operators.ts';
import { thresholdLines, thresholdSteps } from './thresholds.ts';

function drawn(comparison: Comparison, value: number, severity: AlertSeverity = 'critical'): DrawnThreshold {
  const definition = alert('Example', {
    severity,
    condition: matching(vector(1)),
    summary: { en: '', ko: '' },
    description: { en: '', ko: '' },
    scenarios: [],
  });
  return { signal: 'example', comparison, value, alert: definition };
}

/** As Grafana does it: the last step that is not above the value. */
function colorAt(value: number, thresholds: readonly DrawnThreshold[]): string | undefined {
  return thresholdSteps(thresholds, 'short').findLast((step) => (step.value ?? -Infinity) <= value)?.color;
}

describe('thresholdSteps', () => {
  test.each<[string, readonly DrawnThreshold[], [number | null, string][]]>([
    ['nothing is compared', [], [[null, 'green']]],
    [
      'too much is critical',
      [drawn('>', 0.05)],
      [
        [null, 'green'],
        [0.05, 'red'],
      ],
    ],
    [
      'too little is critical',
      [drawn('<', 10)],
      [
        [null, 'red'],
        [10, 'green'],
      ],
    ],
    [
      'a warning precedes what is critical',
      [drawn('>', 0.9), drawn('>', 0.8, 'warning')],
      [
        [null, 'green'],
        [0.8, 'orange'],
        [0.9, 'red'],
      ],
    ],
    [
      'both alerts look downwards',
      [drawn('<=', 0.1), drawn('<', 0.2, 'warning')],
      [
        [null, 'red'],
        [0.1, 'orange'],
        [0.2, 'green'],
      ],
    ],
    [
      'a warning stands above what is critical already',
      [drawn('>', 0.9, 'warning'), drawn('>', 0.8)],
      [
        [null, 'green'],
        [0.8, 'red'],
      ],
    ],
    [
      'too little and too much are bad',
      [drawn('<', 1.5, 'warning'), drawn('>=', 7)],
      [
        [null, 'orange'],
        [1.5, 'green'],
        [7, 'red'],
      ],
    ],
    [
      'the same number decides two alerts',
      [drawn('>=', 3, 'warning'), drawn('>=', 3)],
      [
        [null, 'green'],
        [3, 'red'],
      ],
    ],
    [
      'an alert that pages nobody colours nothing',
      [drawn('>', 1, 'none'), drawn('>', 2.5, 'info')],
      [
        [null, 'green'],
        [2.5, 'blue'],
      ],
    ],
  ])('%s', (_, thresholds, steps) => {
    expect(thresholdSteps(thresholds, 'short')).toEqual(steps.map(([value, color]) => ({ value, color })));
  });

  const COMPARISONS: Readonly<Record<Comparison, (value: number, limit: number) => boolean>> = {
    '>': (value, limit) => value > limit,
    '>=': (value, limit) => value >= limit,
    '<': (value, limit) => value < limit,
    '<=': (value, limit) => value <= limit,
    '==': (value, limit) => value === limit,
    '!=': (value, limit) => value !== limit,
  };

  test('a count is red exactly where its alert is active', () => {
    const comparison = fc.constantFrom<Comparison>('>', '>=', '<', '<=', '==', '!=');
    fc.assert(
      fc.property(
        comparison,
        fc.integer({ min: -1e6, max: 1e6 }),
        fc.integer({ min: -3, max: 3 }),
        (operator, limit, distance) => {
          const value = limit + distance;
          const isActive = COMPARISONS[operator](value, limit);
          expect(colorAt(value, [drawn(operator, limit)])).toBe(isActive ? 'red' : 'green');
        },
      ),
    );
  });

  test('steps rise from the base, and neighbours differ, whatever is compared', () => {
    const threshold = fc
      .tuple(
        fc.constantFrom<Comparison>('>', '>=', '<', '<=', '==', '!='),
        fc.oneof(fc.integer({ min: -100, max: 100 }), fc.double({ noNaN: true, min: -1e9, max: 1e9 })),
        fc.constantFrom<AlertSeverity>('critical', 'warning', 'info', 'none'),
      )
      .map(([comparison, value, severity]) => drawn(comparison, value, severity));
    fc.assert(
      fc.property(fc.array(threshold, { maxLength: 6 }), (thresholds) => {
        const steps = thresholdSteps(thresholds, 'short');
        expect(steps[0]?.value).toBeNull();
        for (const [index, step] of steps.slice(1).entries()) {
          expect(step.value).toBeGreaterThan(steps[index]?.value ?? -Infinity);
          expect(step.color).not.toBe(steps[index]?.color);
        }
      }),
    );
  });
});

describe('thresholdLines', () => {
  test.each<[string, readonly DrawnThreshold[], [number | null, string][]]>([
    ['nothing is compared', [], [[null, 'transparent']]],
    [
      'a whole number is the very number of the alert',
      [drawn('>', 1)],
      [
        [null, 'transparent'],
        [1, 'red'],
      ],
    ],
    [
      'what is below the line is bad',
      [drawn('<=', 10, 'warning')],
      [
        [null, 'orange'],
        [10, 'transparent'],
      ],
    ],
  ])('%s', (_, thresholds, steps) => {
    expect(thresholdLines(thresholds)).toEqual(steps.map(([value, color]) => ({ value, color })));
  });
});
