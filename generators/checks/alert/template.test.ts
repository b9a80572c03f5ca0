import { describe, expect, it } from 'vitest';
import { findings } from '../testing/findings.ts';
import { type AlertParts, alertOf, serviceWith } from '../testing/service.ts';
import { template } from './template.ts';

const said = (parts: AlertParts) => findings(template, serviceWith({ rules: [alertOf(parts)] }));
const both = (text: string) => ({ ko: text, en: text });

describe('alert/template', () => {
  it('refuses a template that does not parse, in either language', () => {
    expect(said({ description: { ko: '{{ $value | humanise }}', en: 'fine' } })).toEqual([
      { at: 'humanise', message: 'there is no function "humanise"; did you mean humanize?' },
    ]);
  });

  it('refuses a label that the query drops', () => {
    const query = 'sum by (article) (shop_stock) < 1';
    expect(said({ query, description: both('{{ $labels.pod }} {{ $labels.article }}') })).toEqual([
      { at: '$labels.pod', message: 'the alert query does not keep the label "pod"' },
      { at: '$labels.pod', message: 'the alert query does not keep the label "pod"' },
    ]);
  });

  it('distinguishes a label of the rule from one of the query', () => {
    expect(said({ description: { ko: '', en: '{{ $labels.severity }}' } })).toHaveLength(1);
  });

  it('refuses the value in a label and in the summary', () => {
    expect(said({ labels: { severity: 'info', at: '{{ $value }}' } })).toEqual([
      { at: '{{ $value }}', message: 'the label contains the value of the alert' },
    ]);
    expect(said({ summary: { ko: '', en: 'at {{ $value | humanize }}' } })).toEqual([
      { at: 'at {{ $value | humanize }}', message: 'the summary contains the value of the alert' },
    ]);
  });

  it('also reads generated annotations', () => {
    expect(said({ annotations: { dashboard_url: 'https://example.com/{{ $labels.pod }}' } })).toEqual([
      { at: '$labels.pod', message: 'the alert query does not keep the label "pod"' },
    ]);
  });

  it('knows the labels of absent()', () => {
    expect(said({ query: 'absent(up{job="shop"})', description: both('{{ $labels.job }}') })).toEqual([]);
  });
});
