import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expandVariables } from './expand.ts';
import type { LintedVariable } from './model.ts';

function variable(name: string, value: string): LintedVariable {
  return {
    name,
    value,
    type: 'custom',
    label: '',
    query: '',
    datasource: { uid: '', type: '' },
    refresh: 0,
    isMulti: false,
    allValue: '',
  };
}

describe('expandVariables', () => {
  test.each<readonly [string, string, string | undefined]>([
    ['leaves strings alone', 'up{job=~"$job"}', 'up{job=~"$job"}'],
    ['replaces $name', 'rate(a[$__rate_interval])', 'rate(a[8869990787ms])'],
    ['replaces ${name}', 'rate(a[${__rate_interval}])', 'rate(a[8869990787ms])'],
    ['replaces [[name]]', 'rate(a[[[__rate_interval]]])', 'rate(a[8869990787ms])'],
    ['takes an unknown variable by its name', 'up$suffix', 'upsuffix'],
    ['knows the user', 'sum(a @ ${__user.id})', 'sum(a @ 42)'],
    ['knows the time range', 'sum(a @ $__from)', 'sum(a @ 1594671549254)'],
    ['knows it in seconds', 'sum(a @ ${__from:date:seconds}000)', 'sum(a @ 1594671549000)'],
    ['refuses other formats of it', 'sum(a @ ${__from:date:YYYY-MM})', undefined],
    ['refuses formats of formats', 'sum(${a:b:c:d})', undefined],
    ['knows automatic intervals', 'rate(a[$__auto_interval_x])', 'rate(a[10s])'],
    ['takes the chosen value', 'rate(a[$interval])', 'rate(a[4867856611ms])'],
    ['follows the chosen value, but not in circles', '$circle', 'circle'],
    ['joins values for a regex', '${list:regex}', 'list|list|list'],
    ['joins values with commas', '${list:csv}', 'list,list,list'],
    ['joins values for a glob', '${list:glob}', '{list,list,list}'],
    ['joins values as JSON', '${list:json}', '["list","list","list"]'],
    ['joins values with double quotes', '${list:doublequote}', '"list","list","list"'],
    ['joins values with single quotes', '${list:singlequote}', "'list','list','list'"],
    ['joins values for Lucene', '${list:lucene}', '("list" OR "list" OR "list")'],
    ['joins values for people', '${list:text}', 'list + list + list'],
    ['joins values for an address', '${list:queryparam}', 'var-list=list&var-list=list&var-list=list'],
    ['encodes values for an address', '${list:percentencode}', 'list%2Clist%2Clist'],
  ])('%s', (_, expression, expected) => {
    const variables = [
      variable('interval', '$__interval'),
      variable('circle', '$circle'),
      variable('empty', ''),
    ];
    expect(expandVariables(expression, variables)).toBe(expected);
  });

  test('changes nothing in a text without variables', () => {
    const text = fc
      .string({ unit: 'grapheme' })
      .filter((each) => !each.includes('$') && !each.includes('[['));
    fc.assert(
      fc.property(text, (each) => {
        expect(expandVariables(each, [])).toBe(each);
      }),
    );
  });

  test('ends on variables that refer to each other, whatever they are', () => {
    const name = fc.constantFrom('a', 'b', 'c');
    const references = fc.array(name.map((each) => `$${each}`)).map((each) => each.join(' '));
    fc.assert(
      fc.property(fc.dictionary(name, references), references, (values, text) => {
        const variables = Object.entries(values).map(([each, value]) => variable(each, value));
        expect(expandVariables(text, variables)).not.toContain('$');
      }),
    );
  });
});
