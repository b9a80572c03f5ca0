import { expect, it } from 'vitest';
import { inUnit } from './units.ts';

it.each([
  [0.05, 'percentunit', '5 %'],
  [0.07, 'percentunit', '7 %'],
  [99.9, 'percent', '99.9 %'],
  [0.25, 's', '250ms'],
  [5400, 's', '1h30m'],
  [0.0001, 's', '0.0001 s'],
  [0, 's', '0 s'],
  [-5, 's', '-5 s'],
  [1500, 'ms', '1s500ms'],
  [1_610_612_736, 'bytes', '1.5 GiB'],
  [512, 'bytes', '512 B'],
  [20, 'short', '20'],
  [20, undefined, '20'],
])('%d in %s is %s', (value, unit, text) => {
  expect(inUnit(value, unit)).toBe(text);
});
