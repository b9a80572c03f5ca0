import { languagesOf } from '../../compile/texts.ts';
import { findText } from '../../define/text.ts';
import { defineCheck } from '../check.ts';
import { panelDefinition, placeOf } from '../place.ts';
import { panelsOf } from '../service.ts';

const PARTS = ['shows', 'bad', 'next'] as const;

export const description = defineCheck({
  code: 'panel/description',
  severity: 'error',
  title: 'Every panel describes what it shows, what is bad and what to do next',
  reason: 'During an incident, an engineer who did not build the panel has to act on it',
  page: {
    details: '`description.shows`, `.bad` or `.next` is empty in one of the languages of the project.',
    example: {
      language: 'ts',
      bad: "description: { bad: { ko: '', en: '' }, next: … }",
      good: "description: { bad: { ko: '5% 초과', en: 'More than 5%.' }, next: … }",
    },
  },
  *find(service) {
    const languages = languagesOf(service.project, service.config);
    for (const panel of panelsOf(service)) {
      for (const part of PARTS) {
        const text = panel.definition.description[part];
        const empty = languages.filter((language) => findText(text, language)?.trim() === '');
        if (empty.length === 0) continue;
        const places = empty.map((language) => `description.${part}.${language}`);
        yield {
          place: placeOf(panelDefinition(panel)),
          message: `description.${part} is empty in ${empty.join(' and ')}`,
          remedy: `Write one sentence for ${typeof text === 'string' ? `description.${part}` : places.join(' and ')}`,
        };
      }
    }
  },
});
