import { describe, expect, it } from 'vitest';
import { inPanel } from '../testing/findings.ts';
import { labelValue } from './label-value.ts';

describe('promql/label-value', () => {
  it.each([
    ['channel="fax"', 'channel="fax" matches no value of the label'],
    ['channel=""', 'channel="" matches no value of the label'],
    ['channel=~"fax|mail"', 'channel=~"fax|mail" matches no value of the label'],
    ['channel=~"we"', 'channel=~"we" matches no value of the label'],
    ['channel!="fax"', 'channel!="fax" excludes nothing: the label never has this value'],
    ['channel!~".+"', 'channel!~".+" excludes every value of the label'],
  ])('{%s}', (matcher, message) => {
    expect(inPanel(labelValue, `shop_transferred_bytes_total{${matcher}}`)).toEqual([
      { at: matcher, message },
    ]);
  });

  it.each([
    ['channel="web"'],
    ['channel=~"w.b|fax"'],
    ['channel=~"(?i)WEB"'],
    ['channel!~"w.+"'],
    ['channel!=""'],
    ['channel=~"$channel"'],
    ['channel=~"(broken"'],
    ['pod="anything"'],
  ])('has nothing to say about {%s}', (matcher) => {
    expect(inPanel(labelValue, `shop_transferred_bytes_total{${matcher}}`)).toEqual([]);
  });
});
