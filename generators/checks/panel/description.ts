import type { Language, Text } from '../../define/text.ts';
import { defineCheck } from '../check.ts';
import { panelDefinition, placeOf } from '../place.ts';
import { panelsOf } from '../service.ts';

const PARTS = ['shows', 'bad', 'next'] as const;

export const description = defineCheck({
  code: 'panel/description',
  severity: 'error',
  title: 'Every panel says what it shows, what is bad and what to do next',
  reason: 'At night somebody who did not build the panel has to act on it',
  page: {
    details: '`description.shows`, `.bad` or `.next` is empty in Korean or in English.',
    impact: 'At night somebody who did not build the panel has to act on it.',
    example: {
      language: 'ts',
      bad: "description: { bad: { ko: '', en: '' }, next: … }",
      good: "description: { bad: { ko: '5% 초과', en: 'More than 5%.' }, next: … }",
    },
  },
  *find(service) {
    for (const panel of panelsOf(service)) {
      for (const part of PARTS) {
        const missing = emptyLanguages(panel.definition.description[part]);
        if (missing.length === 0) continue;
        yield {
          place: placeOf(panelDefinition(panel)),
          message: `description.${part} is empty in ${missing.join(' and ')}`,
          remedy: `Write one sentence for each of ${missing.map((language) => `description.${part}.${language}`).join(', ')}`,
        };
      }
    }
  },
});

function emptyLanguages(text: Text): Language[] {
  const languages: readonly Language[] = ['ko', 'en'];
  return languages.filter((language) => text[language].trim() === '');
}
