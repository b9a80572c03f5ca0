import { describe, expect, it } from 'vitest';
import { renderTemplate } from '../compile/template/index.ts';
import { percent, spokenSeconds, spokenValue } from './wording.ts';

describe('spokenValue', () => {
  it.each([
    [0, '0초', '0 s'],
    [0.25, '250밀리초', '250 ms'],
    [1.5, '1.5초', '1.5 s'],
    [45, '45초', '45 s'],
    [60, '1분', '1 min'],
    [425, '7분 5초', '7 min 5 s'],
    [3600, '1시간', '1 h'],
    [5430, '1시간 30분', '1 h 30 min'],
    [36_005, '10시간', '10 h'],
    [86_400, '1일', '1 d'],
    [93_784, '1일 2시간', '1 d 2 h'],
    [864_059, '10일', '10 d'],
    [-305, '-5분 5초', '-5 min 5 s'],
    [-93_784, '-1일 2시간', '-1 d 2 h'],
  ])('says %d seconds as %s and %s', (value, ko, en) => {
    expect(renderTemplate(spokenValue.ko, { labels: {}, value })).toBe(ko);
    expect(renderTemplate(spokenValue.en, { labels: {}, value })).toBe(en);
  });
});

it('spokenSeconds states thresholds in the largest unit that divides them', () => {
  expect([1, 90, 300, 7200].map((seconds) => spokenSeconds(seconds))).toEqual([
    { ko: '1초', en: '1 second' },
    { ko: '90초', en: '90 seconds' },
    { ko: '5분', en: '5 minutes' },
    { ko: '2시간', en: '2 hours' },
  ]);
});

it('percent omits meaningless zeros', () => {
  expect([0.05, 0.125, 0.995].map(percent)).toEqual(['5%', '12.5%', '99.5%']);
});
