import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { row, stat } from '../define/dashboard.ts';
import { signal } from '../define/signal.ts';
import { vector } from '../promql/build/functions.ts';
import { placeRows } from './layout.ts';

const text = { ko: '', en: '' };
const one = signal('one', text, () => vector(1));

const panel = (width: number, height: number, key = `${width}x${height}`) =>
  stat({
    key,
    title: key,
    description: { bad: text, next: text },
    unit: 'short',
    plots: [{ signal: one, ref: 'A', legend: '', hasExemplars: false, isLimit: false }],
    width,
    height,
  });

const positions = (...rows: (readonly [number, number])[][]) =>
  placeRows(
    rows.map((sizes, index) =>
      row(
        String(index),
        '',
        sizes.map(([w, h]) => panel(w, h)),
      ),
    ),
  ).map(({ position, panels }) => [position.y, ...panels.map(({ x, y }) => [x, y])]);

describe('placing panels', () => {
  test('fills a line from left to right', () => {
    expect(
      positions([
        [8, 8],
        [8, 8],
        [8, 8],
      ]),
    ).toEqual([[0, [0, 1], [8, 1], [16, 1]]]);
  });

  test('continues below the highest panel of the line', () => {
    expect(
      positions([
        [12, 4],
        [8, 9],
        [6, 3],
      ]),
    ).toEqual([[0, [0, 1], [12, 1], [0, 10]]]);
  });

  test('starts a row below the previous one, even if that has no panels', () => {
    expect(positions([[24, 5]], [], [[24, 5]])).toEqual([[0, [0, 1]], [6], [7, [0, 8]]]);
  });

  test('never overlaps panels and never leaves the grid', () => {
    const size = fc.tuple(fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 20 }));
    fc.assert(
      fc.property(fc.array(fc.array(size, { maxLength: 12 }), { maxLength: 5 }), (rows) => {
        const placed = placeRows(
          rows.map((sizes, index) =>
            row(
              String(index),
              '',
              sizes.map(([w, h]) => panel(w, h)),
            ),
          ),
        );
        const taken = new Set<string>();
        for (const { x, y, w, h } of placed.flatMap(({ position, panels }) => [position, ...panels])) {
          expect(x).toBeGreaterThanOrEqual(0);
          expect(x + w).toBeLessThanOrEqual(24);
          for (let column = x; column < x + w; column += 1) {
            for (let line = y; line < y + h; line += 1) {
              expect(taken.has(`${column},${line}`)).toBe(false);
              taken.add(`${column},${line}`);
            }
          }
        }
      }),
    );
  });
});
