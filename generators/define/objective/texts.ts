import { type Duration, milliseconds } from '../../base/duration.ts';
import { findText, type LibraryTexts, libraryText, type Text } from '../text.ts';
import { type BurnRateWindow, errorBudget, type SloPeriod, timeToExhaustion } from './burn-rate.ts';
import type { Objective } from './objective.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** From here on, durations are stated in days: 36 hours, then 2 days. */
const SPOKEN_IN_DAYS = 2 * DAY;

/** A duration in words, to a tenth of its unit. */
export function spokenTime(time: number): LibraryTexts {
  const [length, ko, en] =
    time >= SPOKEN_IN_DAYS
      ? [DAY, '일', 'day']
      : time >= HOUR
        ? [HOUR, '시간', 'hour']
        : [MINUTE, '분', 'minute'];
  const amount = Number((time / length).toFixed(1));
  return { ko: `${amount}${ko}`, en: `${amount} ${en}${amount === 1 ? '' : 's'}` };
}

/** A window in words, to follow "the last". */
export function spokenWindow(window: Duration): LibraryTexts {
  const { ko, en } = spokenTime(milliseconds(window));
  return { ko, en: en.replace(/^1 /, '') };
}

/** The texts of a firing alert: the summary says what it means, the description what was measured. */
export function burnRateTexts(
  { title, target }: Objective,
  period: SloPeriod,
  { long, factor, budgetShare }: BurnRateWindow,
): { readonly summary: Text; readonly description: Text } {
  const window = spokenWindow(long);
  const whole = spokenTime(milliseconds(period));
  const exhausted = spokenTime(timeToExhaustion(period, factor));
  const allowed = percent(errorBudget(target));
  const share = percent(budgetShare);
  const threshold = Number(factor.toFixed(2));
  return {
    summary: aboutTitle(title, (name) => ({
      ko: `${name}: 최근 ${window.ko} 속도면 ${whole.ko} 오류 예산이 ${exhausted.ko} 안에 소진됨`,
      en: `${name}: at the pace of the last ${window.en} the error budget of ${whole.en} is gone within ${exhausted.en}.`,
    })),
    description: libraryText({
      ko: `최근 ${window.ko} 소진 속도 {{ printf "%.1f" $value }}배 (임계값 ${threshold}배: ${window.ko}에 예산의 ${share}, 허용 오류율 ${allowed})`,
      en: `Burn rate of the last ${window.en}: {{ printf "%.1f" $value }} (threshold ${threshold}: ${share} of the budget in that time; ${allowed} of errors are allowed).`,
    }),
  };
}

/** Combines a library text with the title of an objective, which may be in any language. */
export function aboutTitle(title: Text, texts: (title: string) => LibraryTexts): Text {
  return (language) => {
    const name = findText(title, language);
    return name === undefined ? undefined : findText(libraryText(texts(name)), language);
  };
}

function percent(ratio: number): string {
  return `${Number((ratio * 100).toFixed(4))}%`;
}
