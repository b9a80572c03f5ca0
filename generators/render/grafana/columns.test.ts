import { describe, expect, test } from 'vitest';
import type { Column } from '../../define/dashboard.ts';
import { columnOverrides } from './columns.ts';
import { smallDashboard } from './fixtures/small-dashboard.ts';
import { sortingOf, transformationsOf } from './table.ts';

const [volumes] = smallDashboard.rows
  .flatMap(({ panels }) => panels)
  .filter(({ definition }) => definition.kind === 'table');
if (volumes === undefined) throw new Error('the fixture has no table');
const panel = volumes.definition;

const overridesFor = (column: Column) => columnOverrides({ ...panel, columns: [column] }, 'en');
const propertiesFor = (column: Column) => {
  const properties = overridesFor(column).flatMap((override) => override.properties);
  return Object.fromEntries(properties.map(({ id, value }) => [id, value]));
};

describe('the columns of a table', () => {
  test('are found by their headings: of a label by its title, of a query by its legend', () => {
    const label: Column = { of: 'persistentvolumeclaim', title: 'Claim', width: 90 };
    expect(overridesFor(label)).toEqual([
      { matcher: { id: 'byName', options: 'Claim' }, properties: [{ id: 'custom.width', value: 90 }] },
    ]);
    expect(transformationsOf({ ...panel, columns: [label] }).at(-1)?.options.renameByName).toEqual({
      persistentvolumeclaim: 'Claim',
      'Value #Size': 'size',
      'Value #Free': 'free',
    });
    expect(overridesFor({ of: 'free', decimals: 1 })[0]?.matcher.options).toBe('free');
  });

  test('have no override where nothing is different', () => {
    expect(overridesFor({ of: 'persistentvolumeclaim', title: 'Claim' })).toEqual([]);
  });

  test('are hidden in Grafana 11 and in Grafana 13', () => {
    expect(propertiesFor({ of: 'size', isHidden: true })).toEqual({
      'custom.hidden': true,
      'custom.hideFrom.viz': true,
    });
  });

  test('colour their numbers, and leave a cell without a value uncoloured', () => {
    const properties = propertiesFor({
      of: 'free',
      noValue: 'no volume',
      colorSteps: [
        { from: -Infinity, color: 'red' },
        { from: 0.2, color: 'green' },
      ],
    });
    expect(properties).toEqual({
      mappings: [
        {
          type: 'special',
          options: { match: 'null+nan', result: { text: 'no volume', color: 'text', index: 0 } },
        },
      ],
      thresholds: {
        mode: 'absolute',
        steps: [
          { value: null, color: 'red' },
          { value: 0.2, color: 'green' },
        ],
      },
      color: { mode: 'thresholds' },
      'custom.cellOptions': { type: 'color-text' },
    });
  });

  test('lead to an address', () => {
    const link = { title: { ko: '볼륨', en: 'Volume' }, url: '/volumes/${__data.fields.Claim}' };
    expect(propertiesFor({ of: 'size', link })).toEqual({
      links: [{ title: 'Volume', url: '/volumes/${__data.fields.Claim}' }],
    });
  });
});

describe('the rows of a table', () => {
  test('are sorted by the first query, largest first, unless the panel says otherwise', () => {
    expect(sortingOf(panel)).toEqual([{ displayName: 'size', desc: true }]);
    const order = [
      { column: 'free', first: 'smallest' } as const,
      { column: 'size', first: 'largest' } as const,
    ];
    expect(sortingOf({ ...panel, order })).toEqual([
      { displayName: 'free', desc: false },
      { displayName: 'size', desc: true },
    ]);
  });
});
