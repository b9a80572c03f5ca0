import type { LibraryTexts } from '../../define/text.ts';

/** The words of messages besides the texts of the alerts. */
const WORDS = {
  firing: { ko: '발생', en: 'FIRING' },
  resolved: { ko: '해소', en: 'RESOLVED' },
  since: { ko: '시작', en: 'since' },
  runbook: { ko: '런북', en: 'Runbook' },
  dashboard: { ko: '대시보드', en: 'Dashboard' },
  silence: { ko: '알림 끄기', en: 'Silence' },
  alerts: { ko: '알림', en: 'alerts' },
  more: { ko: '외 COUNT건', en: '… and COUNT more' },
} as const satisfies Readonly<Record<string, LibraryTexts>>;

export type Words = Readonly<Record<keyof typeof WORDS, string>>;

/** In English for every language except Korean, like all texts of the library. */
export function wordsIn(language: string): Words {
  const word = (texts: LibraryTexts) => (language === 'ko' ? texts.ko : texts.en);
  return {
    firing: word(WORDS.firing),
    resolved: word(WORDS.resolved),
    since: word(WORDS.since),
    runbook: word(WORDS.runbook),
    dashboard: word(WORDS.dashboard),
    silence: word(WORDS.silence),
    alerts: word(WORDS.alerts),
    more: word(WORDS.more),
  };
}
