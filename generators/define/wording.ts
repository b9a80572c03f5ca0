import type { LibraryTexts } from './text.ts';

/** A ratio as people say it: 0.05 is `5%`. */
export function percent(ratio: number): string {
  return `${Number((ratio * 100).toFixed(2))}%`;
}

/** Seconds as people say them, in the largest unit of which they are a whole number: 300 is `5 minutes`. */
export function spokenSeconds(seconds: number): LibraryTexts {
  const [amount, ko, en] =
    seconds % 3600 === 0
      ? [seconds / 3600, '시간', 'hour']
      : seconds % 60 === 0
        ? [seconds / 60, '분', 'minute']
        : [seconds, '초', 'second'];
  return { ko: `${amount}${ko}`, en: `${amount} ${en}${amount === 1 ? '' : 's'}` };
}
