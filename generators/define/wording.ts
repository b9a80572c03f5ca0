import type { LibraryTexts } from './text.ts';

/** A ratio in per cent: 0.05 is `5%`. */
export function percent(ratio: number): string {
  return `${Number((ratio * 100).toFixed(2))}%`;
}

/** Seconds in words, in the largest unit that divides them: 300 is `5 minutes`. */
export function spokenSeconds(seconds: number): LibraryTexts {
  const [amount, ko, en] =
    seconds % 3600 === 0
      ? [seconds / 3600, '시간', 'hour']
      : seconds % 60 === 0
        ? [seconds / 60, '분', 'minute']
        : [seconds, '초', 'second'];
  return { ko: `${amount}${ko}`, en: `${amount} ${en}${amount === 1 ? '' : 's'}` };
}

const SPOKEN_UNITS: Readonly<
  Record<keyof LibraryTexts, readonly (readonly [pattern: string, replacement: string])[]>
> = {
  ko: [
    ['d\\b', '일'],
    ['h\\b', '시간'],
    ['ms\\b', '밀리초'],
    ['m\\b', '분'],
    ['s\\b', '초'],
  ],
  en: [
    ['m\\b', 'min'],
    ['(\\d)([a-z])', '$1 $2'],
  ],
};

/**
 * An alert's value in seconds, in words: `1시간 30분`, `1 h 30 min`. Prometheus writes `1h 30m 0s`, and `1d 1h
 * 30m 0s` for a day more; this keeps the two largest units, without zeros.
 */
export const spokenValue: LibraryTexts = { ko: spokenIn('ko'), en: spokenIn('en') };

function spokenIn(language: keyof LibraryTexts): string {
  const steps = [['^(-?\\d+d \\d+h|-?\\d+h \\d+m) .*', '$1'], [' 0[hms]$', ''], ...SPOKEN_UNITS[language]];
  const pipeline = steps.map(([pattern, replacement]) => `reReplaceAll \`${pattern}\` \`${replacement}\``);
  return `{{ $value | humanizeDuration | ${pipeline.join(' | ')} }}`;
}
