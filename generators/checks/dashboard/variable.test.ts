import { describe, expect, it } from 'vitest';
import { findings, messages } from '../testing/findings.ts';
import { panelOf, type ServiceParts, serviceWith } from '../testing/service.ts';
import { variable } from './variable.ts';

const job = {
  kind: 'query',
  name: 'job',
  label: 'Job',
  query: 'label_values(up, job)',
  hasMany: true,
} as const;
const used = { variables: [job], classic: { panels: [{ expr: 'up{job="$job"}' }] } };

describe('dashboard/variable', () => {
  it.each<[string, ServiceParts]>([
    ['a query', { panels: [panelOf({ plots: [{ query: 'shop_stock{job="$jobb"}' }] })] }],
    ['a legend', { panels: [panelOf({ plots: [{ legend: 'of ${jobb}' }] })] }],
    ['a title', { panels: [panelOf({ title: 'Stock of [[jobb]]' })] }],
    ['a link', { panels: [panelOf({ links: [{ title: '', url: '/d/x?var-job=${jobb:queryparam}' }] })] }],
    [
      'an annotation',
      {
        annotations: [
          { name: 'A', query: 'up', color: 'red', title: '$jobb', text: '', tags: [], step: '1m' },
        ],
      },
    ],
    [
      'another variable',
      { variables: [job, { ...job, name: 'job', query: 'label_values(up{job="$jobb"}, pod)' }] },
    ],
  ])('finds a name that nobody declared in %s', (_, parts) => {
    const said = findings(variable, serviceWith({ ...used, ...parts }));
    expect(said).toEqual([
      { at: expect.stringContaining('jobb'), message: 'the dashboard has no variable "jobb"' },
    ]);
  });

  it('knows the variables that Grafana itself has', () => {
    const panels = [
      panelOf({ plots: [{ query: 'rate(x{job=~"$job"}[$__rate_interval])', legend: '${__field.name}' }] }),
    ];
    expect(messages(variable, { ...used, panels })).toEqual([]);
  });

  it('finds a variable that nothing uses', () => {
    expect(messages(variable, { variables: [job] })).toEqual(['nothing uses the variable "job"']);
  });
});
