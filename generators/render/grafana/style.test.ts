import { describe, expect, test } from 'vitest';
import type { CompiledPanel } from '../../compile/model.ts';
import { smallConfig, smallDashboard } from './fixtures/small-dashboard.ts';
import { fieldConfigOf, optionsOf } from './style.ts';
import { transformationsOf } from './table.ts';

function panelOf(key: string): CompiledPanel {
  const panel = smallDashboard.rows
    .flatMap(({ panels }) => panels)
    .find(({ definition }) => definition.key === key);
  if (panel === undefined) throw new Error(`the fixture has no panel ${key}`);
  return panel;
}

const PANELS = smallDashboard.rows.flatMap(({ panels }) => panels);

describe('fieldConfigOf', () => {
  test('draws the thresholds of a graph as dashed lines and leaves room above them', () => {
    const { defaults } = fieldConfigOf(panelOf('error-ratio'), 'en');
    expect(defaults.thresholds?.steps).toEqual([
      { value: null, color: 'transparent' },
      { value: 0.05, color: 'red' },
    ]);
    expect(defaults.custom).toMatchObject({
      thresholdsStyle: { mode: 'dashed' },
      axisSoftMax: 0.06,
    });
  });

  test('draws nothing where nothing is compared', () => {
    const { defaults } = fieldConfigOf(panelOf('latency'), 'en');
    expect(defaults.custom).toMatchObject({ thresholdsStyle: { mode: 'off' } });
    expect(defaults.custom).not.toHaveProperty('axisSoftMax');
  });

  test('colours a gauge by the alerts that look downwards', () => {
    expect(fieldConfigOf(panelOf('volume-gauge'), 'en').defaults).toMatchObject({
      min: 0,
      max: 1,
      color: { mode: 'thresholds' },
      thresholds: {
        steps: [
          { value: null, color: 'red' },
          { value: 0.1, color: 'orange' },
          { value: 0.2, color: 'green' },
        ],
      },
    });
  });

  test('gives a number that no alert compares no colour of health', () => {
    expect(fieldConfigOf(panelOf('open-orders'), 'en').defaults.color).toEqual({
      mode: 'fixed',
      fixedColor: 'text',
    });
  });

  test.each([
    ['en', 'down', 'no requests'],
    ['ko', 'down (한국어)', 'no requests (한국어)'],
  ] as const)('words texts in the language of the configuration (%s)', (language, down, noValue) => {
    expect(fieldConfigOf(panelOf('backends'), language).defaults.mappings).toEqual([
      {
        type: 'value',
        options: {
          '0': { text: down, color: 'red', index: 0 },
          '1': { text: expect.stringContaining('up'), color: 'green', index: 1 },
        },
      },
    ]);
    expect(fieldConfigOf(panelOf('error-ratio'), language).defaults.noValue).toBe(noValue);
  });

  test('leaves mappings out where there are none: the linter takes an empty list for texts', () => {
    expect(fieldConfigOf(panelOf('error-ratio'), 'en').defaults).not.toHaveProperty('mappings');
  });

  test('fixes the colour of a plot by the name of its query', () => {
    expect(fieldConfigOf(panelOf('error-ratio'), 'en').overrides).toEqual([
      {
        matcher: { id: 'byFrameRefID', options: 'A' },
        properties: [{ id: 'color', value: { mode: 'fixed', fixedColor: 'red' } }],
      },
    ]);
  });

  test('makes a new object on each call, as the SDK builders write into what they are given', () => {
    for (const panel of PANELS) {
      const first = fieldConfigOf(panel, 'en');
      const second = fieldConfigOf(panel, 'en');
      expect(second).toEqual(first);
      expect(second).not.toBe(first);
      expect(second.defaults).not.toBe(first.defaults);
    }
  });
});

describe('a stat', () => {
  test('has no colour of health where it has no value', () => {
    const panel = panelOf('error-ratio');
    const definition = { ...panel.definition, kind: 'stat' } as const;
    expect(fieldConfigOf({ ...panel, definition }, 'en').defaults.mappings).toEqual([
      {
        type: 'special',
        options: { match: 'null+nan', result: { text: 'no requests', color: 'text', index: 0 } },
      },
    ]);
  });

  test('that sums up has a coloured ground', () => {
    const panel = panelOf('error-ratio');
    const colorModeOf = (isSummary: boolean) =>
      optionsOf({ ...panel, definition: { ...panel.definition, kind: 'stat', isSummary } }, smallConfig);
    expect(colorModeOf(true)).toMatchObject({ colorMode: 'background' });
    expect(colorModeOf(false)).toMatchObject({ colorMode: 'value' });
  });
});

describe('the series of a panel', () => {
  const styled = (changes: object) => {
    const panel = panelOf('latency');
    return fieldConfigOf({ ...panel, definition: { ...panel.definition, ...changes } }, 'en');
  };

  test('have a colour by name or by expression, and a scale of their own', () => {
    const series = [
      { name: /^5/, color: 'red' },
      { name: 'track a', axis: 'right' },
    ];
    expect(styled({ plots: [], series }).overrides).toEqual([
      {
        matcher: { id: 'byRegexp', options: '/^5/' },
        properties: [{ id: 'color', value: { mode: 'fixed', fixedColor: 'red' } }],
      },
      {
        matcher: { id: 'byName', options: 'track a' },
        properties: [
          { id: 'custom.axisPlacement', value: 'right' },
          { id: 'custom.axisColorMode', value: 'series' },
        ],
      },
    ]);
  });

  test('have no edges in a stack, and leave its legend where they are always zero', () => {
    const { defaults, overrides } = styled({ plots: [], isStacked: true });
    expect(defaults.custom).toMatchObject({ lineWidth: 0 });
    expect(overrides[0]?.matcher).toEqual({
      id: 'byValue',
      options: { reducer: 'allIsZero', op: 'eq', value: 0 },
    });
  });

  test('are seen against lines at given values', () => {
    const { defaults } = styled({ lines: [{ from: 0.25, color: 'blue' }] });
    expect(defaults.thresholds?.steps).toEqual([
      { value: null, color: 'transparent' },
      { value: 0.25, color: 'blue' },
    ]);
    expect(defaults.custom).toMatchObject({ thresholdsStyle: { mode: 'dashed' } });
  });
});

describe('optionsOf', () => {
  test('shows the legend, which the SDK would hide, and all series in the tooltip', () => {
    expect(optionsOf(panelOf('error-ratio'), smallConfig)).toEqual({
      legend: { displayMode: 'list', placement: 'bottom', showLegend: true, calcs: [] },
      tooltip: { mode: 'multi', sort: 'desc' },
    });
  });

  test('sorts a legend table by the latest value', () => {
    expect(optionsOf(panelOf('latency'), smallConfig)).toMatchObject({
      legend: {
        displayMode: 'table',
        calcs: ['lastNotNull', 'max'],
        sortBy: 'Last *',
        sortDesc: true,
      },
    });
  });

  test.each(['backends', 'volume-gauge', 'volume-bars'])('reduces %s to the latest value', (key) => {
    expect(optionsOf(panelOf(key), smallConfig)).toMatchObject({
      reduceOptions: { calcs: ['lastNotNull'], values: false, fields: '' },
    });
  });

  test.each([
    [1, 'auto'],
    [2, 'auto'],
    [3, 'horizontal'],
  ])('lays out a stat of %i values in a direction that does not wrap', (count, orientation) => {
    const panel = panelOf('error-ratio');
    const targets = Array.from({ length: count }, () => panel.targets).flat();
    const definition = { ...panel.definition, kind: 'stat' } as const;
    expect(optionsOf({ ...panel, definition, targets }, smallConfig)).toMatchObject({ orientation });
  });

  test('lists the alerts of this service in this environment only', () => {
    expect(optionsOf(panelOf('alerts'), smallConfig)).toMatchObject({
      alertInstanceLabelFilter: '{service="shop", namespace="$namespace", severity!="none"}',
      stateFilter: { firing: true, pending: true, normal: false },
    });
  });
});

describe('a table', () => {
  test('joins its queries and names the columns by their legends', () => {
    expect(transformationsOf(panelOf('volumes').definition)).toEqual([
      { id: 'merge', options: {} },
      {
        id: 'organize',
        options: {
          excludeByName: { Time: true, __name__: true },
          indexByName: {},
          renameByName: { 'Value #Size': 'size', 'Value #Free': 'free' },
        },
      },
    ]);
    expect(optionsOf(panelOf('volumes'), smallConfig)).toMatchObject({
      sortBy: [{ displayName: 'size', desc: true }],
    });
  });

  test('of one query calls its values by the title where the legend names labels', () => {
    const { definition } = panelOf('volume-bars');
    expect(transformationsOf({ ...definition, kind: 'table' })).toEqual([
      expect.objectContaining({
        id: 'organize',
        options: expect.objectContaining({ renameByName: { Value: 'Volume Size' } }),
      }),
    ]);
  });
});
