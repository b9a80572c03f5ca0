import { describe, expect, it } from 'vitest';
import { messages } from '../testing/findings.ts';
import { panelOf } from '../testing/service.ts';
import { description } from './description.ts';

describe('panel/description', () => {
  it('finds each part that is empty in a language', () => {
    const full = { ko: '있음', en: 'There' };
    const panel = panelOf({
      description: { shows: { ko: '', en: '' }, bad: { ko: ' \n', en: 'There' }, next: full },
    });
    expect(messages(description, { panels: [panel] })).toEqual([
      'description.shows is empty in ko and en',
      'description.bad is empty in ko',
    ]);
  });
});
