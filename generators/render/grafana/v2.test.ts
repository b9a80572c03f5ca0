import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboardv2';
import { describe, expect, test } from 'vitest';
import { smallConfig, smallDashboard } from './fixtures/small-dashboard.ts';
import { v2Dashboard } from './v2.ts';

const resource = v2Dashboard(smallDashboard, smallConfig);

/** What arrives in Grafana. */
function parsed(): { readonly metadata: { readonly name: string }; readonly spec: Dashboard } {
  return JSON.parse(JSON.stringify(resource));
}

interface Item {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function gridItems(): readonly (readonly Item[])[] {
  const { layout } = parsed().spec;
  if (layout.kind !== 'RowsLayout') throw new Error(`the layout is a ${layout.kind}`);
  return layout.spec.rows.map((row) => {
    const inner = row.spec.layout;
    if (inner.kind !== 'GridLayout') throw new Error(`the row holds a ${inner.kind}`);
    return inner.spec.items.map(({ spec: { element, x, y, width, height } }) => ({
      name: element.name,
      x,
      y,
      width,
      height,
    }));
  });
}

function panels() {
  return Object.values(parsed().spec.elements).flatMap((element) =>
    element.kind === 'Panel' ? [element.spec] : [],
  );
}

/** Every value in a document, with the keys that lead to it. */
function* values(node: unknown, at = ''): Generator<readonly [string, unknown]> {
  yield [at, node];
  if (typeof node !== 'object' || node === null) return;
  for (const [key, value] of Object.entries(node)) yield* values(value, `${at}/${key}`);
}

describe('the v2 dashboard', () => {
  test('is the same on each call, and shares nothing with an earlier one', () => {
    const again = v2Dashboard(smallDashboard, smallConfig);
    expect(again).toEqual(resource);
    expect(again.spec).not.toBe(resource.spec);
  });

  test('holds nothing that JSON cannot say', () => {
    const unsayable = [...values(resource)].filter(
      ([, value]) => value === undefined || typeof value === 'function' || Number.isNaN(value),
    );
    expect(unsayable).toEqual([]);
  });

  test('lays out each element once, and only elements that exist', () => {
    const names = gridItems().flatMap((items) => items.map(({ name }) => name));
    expect(names.toSorted()).toEqual(Object.keys(parsed().spec.elements).toSorted());
  });

  test('starts each row at the origin of its own grid, and stays within 24 columns', () => {
    for (const items of gridItems()) {
      expect(Math.min(...items.map(({ y }) => y))).toBe(0);
      for (const { x, width } of items) expect(x + width).toBeLessThanOrEqual(24);
    }
  });

  test('keeps the ids of the panels, which are unique', () => {
    const compiled = smallDashboard.rows.flatMap((row) => row.panels.map(({ id }) => id));
    expect(panels().map(({ id }) => id)).toEqual(compiled);
    expect(new Set(compiled).size).toBe(compiled.length);
  });

  test('gives every panel a title, a description and a known visualization', () => {
    for (const { title, description, vizConfig } of panels()) {
      expect(title).not.toBe('');
      expect(description).toMatch(/\S/);
      expect(['timeseries', 'stat', 'gauge', 'bargauge', 'table', 'alertlist']).toContain(vizConfig.group);
    }
  });

  test('names its queries as the plots do, and asks the picked data source', () => {
    const queries = panels().flatMap(({ title, data }) =>
      data.spec.queries.map(({ spec }) => ({ title, spec })),
    );
    expect(queries.map(({ title, spec }) => `${title}: ${spec.refId}`)).toEqual([
      'Error Rate: A',
      'Latency: P99',
      'Backends: A',
      'Open Orders: A',
      'Volume Free: A',
      'Volume Size: A',
      'Volumes: Size',
      'Volumes: Free',
    ]);
    for (const { spec } of queries) expect(spec.query.datasource).toEqual({ name: '${datasource}' });
  });

  test('asks graphs over the range and everything else at one instant', () => {
    for (const { vizConfig, data } of panels()) {
      for (const { spec } of data.spec.queries) {
        expect(spec.query.spec).toMatchObject({
          range: vizConfig.group === 'timeseries',
          instant: vizConfig.group !== 'timeseries',
        });
      }
    }
  });

  test('gives query variables a query and a choice, the two that the SDK leaves empty', () => {
    const variables = parsed().spec.variables.flatMap((variable) =>
      variable.kind === 'QueryVariable' ? [variable.spec] : [],
    );
    expect(variables.map(({ name, current }) => [name, current])).toEqual([
      ['namespace', { text: 'shop-prod', value: 'shop-prod' }],
      ['job', { text: ['All'], value: ['$__all'] }],
      ['instance', { text: ['All'], value: ['$__all'] }],
    ]);
    for (const variable of variables) {
      expect(variable.query.spec.query).toBe(variable.definition);
      expect(variable.refresh).toBe('onTimeRangeChanged');
      expect(variable.allValue).toBe(variable.multi ? '.+' : undefined);
    }
  });
});
