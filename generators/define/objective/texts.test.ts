import { expect, it } from 'vitest';
import { milliseconds } from '../../base/duration.ts';
import { spokenTime, spokenWindow } from './texts.ts';

it.each([
  ['5m', '5분', '5 minutes'],
  ['1h', '1시간', '1 hour'],
  ['750m', '12.5시간', '12.5 hours'],
  ['1d', '24시간', '24 hours'],
  ['50h', '2.1일', '2.1 days'],
  ['30d', '30일', '30 days'],
] as const)('says %s as people do', (duration, ko, en) => {
  expect(spokenTime(milliseconds(duration))).toEqual({ ko, en });
});

it('omits the number of a single hour', () => {
  expect(spokenWindow('1h')).toEqual({ ko: '1시간', en: 'hour' });
  expect(spokenWindow('6h')).toEqual({ ko: '6시간', en: '6 hours' });
});
