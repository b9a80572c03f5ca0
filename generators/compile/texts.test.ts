import { describe, expect, it } from 'vitest';
import { queryOf } from '../checks/testing/service.ts';
import { diagnosticsOf, shopService } from '../config/test-configuration.ts';
import { type Dashboard, plot, row, stat } from '../define/dashboard.ts';
import { type Alert, alert, matching } from '../define/rules.ts';
import { signal } from '../define/signal.ts';
import type { Text } from '../define/text.ts';
import { requireTexts } from './texts.ts';

/** Texts from JavaScript, or from untyped definitions, may lack a language. */
const partly =
  (texts: Readonly<Record<string, string>>): Text =>
  (language) =>
    texts[language];

interface Texts {
  readonly summary: Text;
  readonly meaning: Text;
  readonly bad: Text;
  readonly noValue: Text;
  readonly mapping: Text;
}

function missing(texts: Partial<Texts>, language: string, languages?: readonly string[]) {
  const { summary = 'a', meaning = 'b', bad = 'c', noValue = 'd', mapping = 'e' } = texts;
  const shopAlert: Alert = alert('ShopEmpty', {
    severity: 'warning',
    condition: matching(queryOf('up == 0')),
    summary,
    description: 'f',
    scenarios: [],
  });
  const panel = stat({
    key: 'stock',
    title: 'Stock',
    description: { bad, next: 'g' },
    unit: 'short',
    plots: [
      plot(
        signal('stock', meaning, () => queryOf('up')),
        { legend: '' },
      ),
    ],
    width: 12,
    height: 8,
    noValue,
    mappings: [{ value: 0, text: mapping, color: 'red' }],
  });
  const dashboard: Dashboard = {
    key: 'shop',
    description: 'h',
    rows: [row('shop', 'Shop', [panel])],
    variables: [],
    annotations: [],
  };
  const project = languages === undefined ? {} : { languages };
  const groups = [{ name: 'shop', rules: [shopAlert] }];
  return diagnosticsOf(() => requireTexts(project, { ...shopService, language }, dashboard, groups));
}

describe('the texts of a project', () => {
  it.each<[Partial<Texts>, string, readonly string[] | undefined]>([
    [{}, 'de', ['de', 'en']],
    [{ summary: partly({ en: 'Empty.' }) }, 'en', undefined],
    [{ summary: partly({ en: 'Empty.', ko: '비어 있음' }) }, 'ko', ['en', 'ko']],
  ])('are complete: %j', (texts, language, languages) => {
    expect(missing(texts, language, languages)).toEqual([]);
  });

  it('are in all languages of the project, whichever is generated', () => {
    expect(missing({ summary: partly({ en: 'Empty.' }) }, 'en', ['ko', 'en', 'de'])).toMatchObject([
      {
        code: 'definitions/text',
        place: { file: 'generators/compile/texts.test.ts', line: 26, definition: 'alert ShopEmpty, summary' },
        message: 'the text `summary` is not written in `ko` and `de`',
        remedy: 'Write it in `ko` and `de`, or as one plain string for all languages.',
      },
    ]);
  });

  it.each<[keyof Texts, string]>([
    ['summary', 'alert ShopEmpty, summary'],
    ['meaning', 'panel stock, meaning of signal stock'],
    ['bad', 'panel stock, description.bad'],
    ['noValue', 'panel stock, noValue'],
    ['mapping', 'panel stock, mappings, text of 0'],
  ])('are asked for with their place: %s', (key, definition) => {
    expect(missing({ [key]: partly({ en: 'Empty.' }) }, 'ko').map(({ place }) => place.definition)).toEqual([
      definition,
    ]);
  });
});
