import { describe, expect, it } from 'vitest';
import { findings, inAlert, inPanel } from '../testing/findings.ts';
import { alertOf, serviceWith } from '../testing/service.ts';
import { variableInRule } from './variable-in-rule.ts';

describe('promql/variable-in-rule', () => {
  it.each([
    ['rate(shop_orders_total[$__rate_interval])', '$__rate_interval'],
    ['shop_stock{namespace="$namespace"}', '$namespace'],
    ['shop_stock > ${limit}', '${limit}'],
  ])('finds it in the query %s', (query, at) => {
    expect(inAlert(variableInRule, query)).toEqual([
      { at, message: `the rule contains the Grafana variable ${at}` },
    ]);
    expect(inPanel(variableInRule, query)).toEqual([]);
  });

  it.each([
    ['in $namespace', ['$namespace']],
    ['in {{ $labels.namespace }} of [[namespace]]', ['[[namespace]]']],
    ['since $__from', ['$__from']],
    ['costs $5 and {{ $value }}', []],
    ['{{ $namespace }}', []],
  ])('finds in the annotation %j the variables %j', (text, names) => {
    const namespace = {
      kind: 'query',
      name: 'namespace',
      label: '',
      query: 'label_values(up, namespace)',
      hasMany: false,
    } as const;
    const service = serviceWith({
      variables: [namespace],
      rules: [alertOf({ annotations: { description: text } })],
    });
    expect(findings(variableInRule, service).map((said) => said.at)).toEqual(names);
  });
});
